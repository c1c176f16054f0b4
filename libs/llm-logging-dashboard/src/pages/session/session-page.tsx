import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { SessionPage as Answer } from '../../api/answers.js';
import { sessionPage, useMasked } from '../../api/queries.js';
import { CallLink } from '../../components/call-link.js';
import { Page } from '../../components/page.js';
import { Masked } from '../../components/masked.js';
import { EmptyState, ErrorState, Loading } from '../../components/states.js';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { usePathId } from '../../routing/use-path-id.js';
import { visibleText } from '../../texts/segments.js';
import { SessionFigures } from './session-figures.js';
import { sessionTurns } from './session-turns.js';
import { SessionTurnView } from './session-turn-view.js';
import styles from './session.module.css';

/** A session: what was said in it, with what the application asked for itself in between. */
export function SessionPage() {
  const id = usePathId();
  useShortcut('Escape', 'Back', () => history.back());
  return (
    <Page
      title={`Session ${visibleText(id)}`}
      actions={
        <>
          <CallLink filters={{ sessionId: id, kind: undefined, range: { days: 90 } }}>As a list</CallLink>
          <button onClick={() => history.back()}>Back</button>
        </>
      }
    >
      <Session key={id} id={id} />
    </Page>
  );
}

function Session({ id }: { id: string }) {
  const query = useSession(id);
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  const turns = useMemo(() => sessionTurns((data?.pages ?? []).flatMap(({ items }) => items)), [data]);
  const isMasked = useMasked();
  if (data === undefined && error !== null) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading what="Loading the session" />;
  if (turns.length === 0) return <EmptyState title="There is no call of this session." />;
  return (
    <>
      <SessionFigures totals={data.pages[0]!.totals} />
      {isMasked && <Masked>You see who asked when, and what it took.</Masked>}
      <ol className={styles['turns']}>
        {turns.map((turn) => (
          <SessionTurnView key={turn.calls[0]!.id} turn={turn} />
        ))}
      </ol>
      {error !== null && <ErrorState error={error} />}
      {hasNextPage && (
        <button className={styles['more']} disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? 'Loading…' : 'Later calls'}
        </button>
      )}
    </>
  );
}

function useSession(id: string) {
  return useInfiniteQuery({
    queryKey: ['sessions', id],
    queryFn: ({ pageParam, signal }) => sessionPage(id, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }: Answer) => nextCursor ?? undefined,
  });
}
