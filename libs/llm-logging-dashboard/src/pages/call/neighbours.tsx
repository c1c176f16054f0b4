import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Call } from '../../api/answers.js';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { navigate } from '../../routing/hash-location.js';
import { neighboursOf } from './neighbour-calls.js';

/** Leads to the calls beside this one in the list that one comes from, and back to it. */
export function Neighbours({ id }: { id: string }) {
  const client = useQueryClient();
  const { newer, older } = useMemo(() => {
    const lists = client.getQueryCache().findAll({ queryKey: ['calls'] });
    const latest = lists.toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
    return neighboursOf(
      id,
      latest.map((list) => list.state.data as { pages?: { items: Call[] }[] } | undefined),
    );
  }, [client, id]);
  const go = (call: string | undefined): void => {
    if (call !== undefined) navigate(`/calls/${call}`, { replace: true });
  };
  useShortcut('k', 'Newer call of the list', () => go(newer));
  useShortcut('j', 'Older call of the list', () => go(older));
  useShortcut('Escape', 'Back', back);
  return (
    <>
      <button onClick={back} title="Escape">
        Back
      </button>
      <button onClick={() => go(newer)} disabled={newer === undefined} title="Newer call of the list (k)">
        <span aria-hidden="true">↑</span> Newer
      </button>
      <button onClick={() => go(older)} disabled={older === undefined} title="Older call of the list (j)">
        <span aria-hidden="true">↓</span> Older
      </button>
    </>
  );
}

function back(): void {
  if (history.length > 1) history.back();
  else navigate('/calls');
}
