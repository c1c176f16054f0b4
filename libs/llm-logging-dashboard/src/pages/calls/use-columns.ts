import { useState } from 'react';
import { COLUMNS, DEFAULT_COLUMNS, type CallColumn } from './columns.js';

const KEY = 'llm-dashboard.columns';

export interface ChosenColumns {
  columns: CallColumn[];
  toggle: (id: string) => void;
  reset: () => void;
}

/** The columns chosen, kept in this browser. */
export function useColumns(): ChosenColumns {
  const [chosen, setChosen] = useState(readChosen);
  const keep = (ids: string[]): void => {
    localStorage.setItem(KEY, JSON.stringify(ids));
    setChosen(ids);
  };
  return {
    columns: COLUMNS.filter(({ id }) => chosen.includes(id)),
    toggle: (id) => keep(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]),
    reset: () => keep(DEFAULT_COLUMNS),
  };
}

function readChosen(): string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as unknown;
    return Array.isArray(kept) && kept.length > 0 ? kept.map(String) : DEFAULT_COLUMNS;
  } catch {
    return DEFAULT_COLUMNS;
  }
}
