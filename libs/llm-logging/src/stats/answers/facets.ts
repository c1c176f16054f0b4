import { groupedBy, totalsOf } from '../totals/roll-up.js';
import type { Scope } from '../question/stats-filters.js';
import type { GroupRow, RollupQuestion } from '../../rollups/plan/question.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';

/** Names that the calls of a time have, most calls first, at most 100 each. */
export interface LlmFacets {
  callTypes: string[];
  statuses: string[];
  providers: string[];
  models: string[];
  tags: string[];
  companies: string[];
}

const MAX_NAMES = 100;

export async function facets(reader: RollupReader, { time, filters }: Scope): Promise<LlmFacets> {
  const question = { time, filters, measures: ['calls', 'cost'] } as const;
  const kinds = await reader.measures({ ...question, groupBy: ['call_type', 'status', 'provider', 'model'] });
  // Of these there may be very many, and one more may be the empty name.
  const top = { by: 'calls', limit: MAX_NAMES + 1 } as const;
  return {
    callTypes: namesIn(kinds, 'call_type'),
    statuses: namesIn(kinds, 'status'),
    providers: namesIn(kinds, 'provider'),
    models: namesIn(kinds, 'model'),
    tags: namesIn(await reader.measures({ ...question, groupBy: ['tag'], top }), 'tag'),
    companies: namesIn(await reader.measures({ ...question, groupBy: ['company_id'], top }), 'company_id'),
  };
}

/** The empty name is that of calls without one. */
function namesIn(rows: readonly GroupRow[], column: RollupQuestion['groupBy'][number]): string[] {
  const named = [...groupedBy(rows, (row) => row[column] ?? '')].filter(([name]) => name !== '');
  const counted = named.map(([name, those]) => [name, totalsOf(those).get('calls')] as const);
  return counted
    .sort(([a, callsOfA], [b, callsOfB]) => callsOfB - callsOfA || (a < b ? -1 : 1))
    .slice(0, MAX_NAMES)
    .map(([name]) => name);
}
