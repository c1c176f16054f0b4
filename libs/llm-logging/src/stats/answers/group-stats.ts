import type { MeasureName } from '../../rollups/schema/measures.js';
import { USUAL_NAMES } from '../../rollups/schema/measures.js';
import { checkLimit } from '../question/check-limit.js';
import { checkRanking } from '../question/ranking.js';
import { scopeOf, type StatsFilters } from '../question/stats-filters.js';
import { groupedBy, percentilesOf, totalsOf } from '../totals/roll-up.js';
import type { GroupRow, Ranking } from '../../rollups/plan/question.js';
import type { RollupColumn } from '../../rollups/schema/tables.js';
import type { RollupReader, TimedRow } from '../../rollups/read/rollup-reader.js';
import { ratio } from '../totals/totals.js';
import type { LatencyPercentiles, UsageTotals } from '../totals/usage-totals.js';

export interface GroupStatsQuery extends StatsFilters {
  /** Which groups come first. Default `cost`. */
  by?: Ranking;
  /** 1 to 1000, default 100. */
  limit?: number;
}

/** What the calls of one group add up to. */
export interface GroupTotals extends UsageTotals, LatencyPercentiles {
  /** USD per call whose price is known; null without such calls. */
  costPerCall: number | null;
}

export interface OriginStats extends GroupTotals {
  /** `unknown` for calls of which none is known. */
  origin: string;
}

export interface PromptStats extends GroupTotals {
  promptName: string;
  /** Null for calls without one. */
  promptVersion: string | null;
}

const MAX_LIMIT = 1_000;
const UNKNOWN = 'unknown';
const MEASURED: readonly MeasureName[] = USUAL_NAMES;

/** The origins that cost or call most. */
export async function originStats(reader: RollupReader, query: GroupStatsQuery): Promise<OriginStats[]> {
  const groups = await groupStats(reader, query, ['origin']);
  return groups.map(([[origin], totals]) => ({ origin: origin || UNKNOWN, ...totals }));
}

/** The versions of prompts that cost or call most. Calls without a prompt are of none. */
export async function promptStats(reader: RollupReader, query: GroupStatsQuery): Promise<PromptStats[]> {
  const groups = await groupStats(reader, query, ['prompt_name', 'prompt_version']);
  return groups
    .filter(([[promptName]]) => promptName !== '')
    .map(([[promptName, promptVersion], totals]) => ({
      promptName: promptName!,
      promptVersion: promptVersion || null,
      ...totals,
    }));
}

/** Groups by columns with their names, the empty text for calls without one. @throws LlmQueryError */
export async function groupStats(
  reader: RollupReader,
  { by = 'cost', limit = 100, ...query }: GroupStatsQuery,
  groupBy: readonly RollupColumn[],
): Promise<[names: readonly string[], totals: GroupTotals][]> {
  checkRanking(by);
  checkLimit('limit', limit, 1, MAX_LIMIT);
  const question = { ...scopeOf(query, reader.timeZone), groupBy };
  const rows = await reader.measures({ ...question, measures: MEASURED, top: { by, limit } });
  const among = [...new Set(rows.map((row) => row[groupBy[0]!] ?? ''))];
  const timed = rows.length === 0 ? [] : await reader.histograms({ ...question, among });
  const namesOf = (row: GroupRow | TimedRow): readonly string[] => groupBy.map((column) => row[column] ?? '');
  const timedByGroup = groupedBy(timed, (row) => JSON.stringify(namesOf(row)));
  return rows.map((row) => {
    const totals = totalsOf([row]);
    const percentiles = percentilesOf(timedByGroup.get(JSON.stringify(namesOf(row))) ?? []);
    const costPerCall = ratio(totals.cost, totals.get('priced'));
    return [namesOf(row), { ...totals.usageTotals, ...percentiles, costPerCall }];
  });
}
