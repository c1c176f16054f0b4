import { checkLimit } from '../question/check-limit.js';
import { RANKINGS, type Ranking } from '../../rollups/plan/question.js';
import { areRolledUp } from '../../rollups/plan/choose-grouping.js';
import { checkRanking } from '../question/ranking.js';
import { totalsBy } from '../totals/roll-up.js';
import { scopeOf, type StatsFilters } from '../question/stats-filters.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import type { CostTotals } from '../totals/usage-totals.js';

export interface TopQuery extends StatsFilters {
  /** Default `cost`. */
  by?: Ranking;
  /** 1 to 1000, default 10. */
  limit?: number;
}

export interface TopTotals extends CostTotals {
  failedCalls: number;
}

export interface TopUser extends TopTotals {
  userId: string;
}

export interface TopCompany extends TopTotals {
  companyId: string;
}

const MAX_LIMIT = 1_000;
const MEASURED = ['calls', 'failed', 'unpriced', 'cost', 'prompt_tokens', 'completion_tokens', 'total_tokens'] as const;

export async function topUsers(reader: RollupReader, query: TopQuery): Promise<TopUser[]> {
  return (await top(reader, query, 'user_id')).map(([userId, totals]) => ({ userId, ...totals }));
}

export async function topCompanies(reader: RollupReader, query: TopQuery): Promise<TopCompany[]> {
  return (await top(reader, query, 'company_id')).map(([companyId, totals]) => ({ companyId, ...totals }));
}

/** Calls without the name are nobody's. */
async function top(
  reader: RollupReader,
  { by = 'cost', limit = 10, ...query }: TopQuery,
  column: 'user_id' | 'company_id',
): Promise<[name: string, totals: TopTotals][]> {
  checkRanking(by);
  checkLimit('limit', limit, 1, MAX_LIMIT);
  const question = { ...scopeOf(query, reader.timeZone), groupBy: [column] };
  const most = { by, limit: limit + 1 };
  // Ranking thousands of rollups by their cost and calls takes half as long as adding up all there is to say of each. Rows are read once.
  const isRolledUp = areRolledUp({ ...question, measures: MEASURED });
  const ranked = await reader.measures({ ...question, measures: isRolledUp ? RANKINGS : MEASURED, top: most });
  const names = ranked
    .map((row) => row[column]!)
    .filter((name) => name !== '')
    .slice(0, limit);
  const rows = isRolledUp ? await reader.measures({ ...question, measures: MEASURED, among: names }) : ranked;
  const byName = totalsBy(rows, column);
  return names.map((name) => {
    const totals = byName.get(name)!;
    return [name, { ...totals.costTotals, failedCalls: totals.get('failed') }];
  });
}
