import { boundariesOf } from '../question/periods.js';
import type { TimeRange } from '../../rollups/plan/question.js';
import { totalsOf } from '../totals/roll-up.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import type { StatsFilters } from '../question/stats-filters.js';

export interface ProjectedCostQuery extends Omit<StatsFilters, 'days' | 'startDate' | 'endDate'> {
  /** Where the month begins. Default: the option `timeZone`, else UTC. */
  timeZone?: string;
}

/** Costs in USD. */
export interface ProjectedCost {
  /** Start of this month, and of the next. */
  start: Date;
  end: Date;
  costSoFar: number;
  /** What this month costs if the rest of it is like the last seven days. */
  projectedCost: number;
  /** Of the last seven days. */
  costPerDay: number;
  previousMonthCost: number;
}

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
/** From any day of a month so many days back is the month before it. */
const INTO_LAST_MONTH_MS = 31 * DAY_MS;

/** @throws LlmQueryError */
export async function projectedCost(
  reader: RollupReader,
  { timeZone = reader.timeZone, ...filters }: ProjectedCostQuery,
): Promise<ProjectedCost> {
  const now = Date.now();
  const months = await boundariesOf(reader.query, { from: now - INTO_LAST_MONTH_MS, to: now + 1 }, 'month', timeZone);
  const [previous, start, end] = months.slice(-3) as [Date, Date, Date];
  const costIn = async (time: TimeRange): Promise<number> =>
    totalsOf(await reader.measures({ time, filters, groupBy: [], measures: ['cost'] })).cost;
  const costSoFar = await costIn({ from: start.getTime(), to: end.getTime() });
  const costPerDay = (await costIn({ from: now - WEEK_DAYS * DAY_MS, to: now })) / WEEK_DAYS;
  return {
    start,
    end,
    costSoFar,
    costPerDay,
    projectedCost: costSoFar + (costPerDay * (end.getTime() - now)) / DAY_MS,
    previousMonthCost: await costIn({ from: previous.getTime(), to: start.getTime() }),
  };
}
