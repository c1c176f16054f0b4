import type { UseQueryResult } from '@tanstack/react-query';
import type { StatsAnswer } from '../../api/answers.js';
import { useStats } from '../../api/queries.js';
import { useView } from '../../view/use-view.js';
import type { View } from '../../view/view.js';

/** Filters by which nothing is added up: those of texts, which would have to be read for it. */
const UNKNOWN = ['search', 'metadata', 'parentCallId'] as const;

type Totals = UseQueryResult<StatsAnswer<'stats/cost'>>;

/** What the calls that the list shows add up to, in all and by name; `without` leaves one filter out. Undefined where nobody adds that up. */
export function useListTotals(without?: 'model' | 'callType' | 'provider'): Totals | undefined {
  const { view } = useView();
  const isKnown = UNKNOWN.every((name) => view.filters[name] === undefined);
  const filters = { ...filtersOf(view), ...(without !== undefined && { [without]: undefined }) };
  const query = useStats('stats/cost', filters, { enabled: isKnown });
  return isKnown ? query : undefined;
}

function filtersOf({ filters }: View): object {
  const { search: _, metadata: __, parentCallId: ___, ...known } = filters;
  return known;
}
