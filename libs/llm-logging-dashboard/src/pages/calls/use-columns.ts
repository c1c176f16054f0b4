import { useParameter } from '../../view/use-view.js';
import { COLUMNS, DEFAULT_COLUMNS, type CallColumn } from './columns.js';

const KEY = 'llm-dashboard.columns';

export interface ChosenColumns {
  columns: CallColumn[];
  toggle: (id: string) => void;
  reset: () => void;
}

/** The columns chosen: those that the URL names, so that a link shows what its sender sees, else those kept in this browser. */
export function useColumns(): ChosenColumns {
  const [named, setNamed] = useParameter('columns', '');
  const chosen = knownOf(named.split(',')) ?? readKept();
  const keep = (ids: readonly string[]): void => {
    localStorage.setItem(KEY, JSON.stringify(ids));
    setNamed(ids.join(','));
  };
  return {
    columns: COLUMNS.filter(({ id }) => chosen.includes(id)),
    toggle: (id) => keep(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]),
    reset: () => {
      localStorage.removeItem(KEY);
      setNamed('');
    },
  };
}

function readKept(): string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as unknown;
    return (Array.isArray(kept) ? knownOf(kept.map(String)) : undefined) ?? DEFAULT_COLUMNS;
  } catch {
    return DEFAULT_COLUMNS;
  }
}

/** Undefined without any. */
function knownOf(ids: readonly string[]): string[] | undefined {
  const known = ids.filter((id) => COLUMNS.some((column) => column.id === id));
  return known.length > 0 ? known : undefined;
}
