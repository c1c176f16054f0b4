import { useState } from 'react';
import { useCapabilities, useStats } from '../../api/queries.js';
import { useView } from '../../view/use-view.js';
import { areCountable, areRolledUp } from './company-filters.js';
import { useListTotals } from './use-list-totals.js';

export type Counts = readonly (readonly [name: string, calls: number])[];

interface CompanyCounts {
  readonly state: 'counted' | 'offered' | 'unknown';
  readonly counts: Counts;
  readonly ask: () => void;
}

/** So many calls are counted by themselves, also from rows. */
const FEW = 1_000;

/** How many of the listed calls each company has: by themselves where that is quick, else when they are asked for. */
export function useCompanyCounts(limit: number): CompanyCounts {
  const { view } = useView();
  const scope = useCapabilities().data?.companyId ?? null;
  const [asked, setAsked] = useState<string>();
  const totals = useListTotals();
  const which = JSON.stringify(view);
  const isPossible = scope === null && areCountable(view.filters);
  const known = totals?.isPlaceholderData === false ? totals.data?.totalCalls : undefined;
  const isWanted = asked === which || areRolledUp(view.filters) || (known !== undefined && known <= FEW);
  const { data = [] } = useStats('stats/companies', { by: 'calls', limit }, { enabled: isPossible && isWanted });
  const ask = (): void => setAsked(which);
  if (!isPossible) return { state: 'unknown', counts: [], ask };
  if (!isWanted) return { state: known === undefined ? 'unknown' : 'offered', counts: [], ask };
  return { state: 'counted', counts: data.map(({ companyId, totalCalls }) => [companyId, totalCalls]), ask };
}
