import { LlmQueryError } from '../../errors.js';
import type { MeasureName } from '../../rollups/schema/measures.js';
import { boundariesOf, type Interval } from '../question/periods.js';
import { scopeOf, type StatsFilters } from '../question/stats-filters.js';
import { columnOf, type StatsDimension } from '../../rollups/plan/question.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import { totalsOf, nameOf } from '../totals/roll-up.js';

export interface SummaryQuery extends StatsFilters {
  /** One or several. Default `model`. */
  groupBy?: StatsDimension | readonly StatsDimension[];
  /** Length of a period. Default: the whole time in one. */
  interval?: Interval;
  /** IANA name: where days begin. Default: the option `timeZone`, else UTC. */
  timeZone?: string;
}

/** Calls of one group in one period. */
export interface SummaryRow {
  start: Date;
  /** Start of the next. */
  end: Date;
  /** By dimension: the group's names, `unknown` for calls without one. */
  groups: Partial<Record<StatsDimension, string>>;
  totalCalls: number;
  failedCalls: number;
  unpricedCalls: number;
  promptTokens: number;
  completionTokens: number;
  cachedPromptTokens: number;
  totalTokens: number;
  /** USD. */
  totalCost: number;
}

const MAX_DIMENSIONS = 3;
const MAX_ROWS = 100_000;
const MEASURED: readonly MeasureName[] = [
  'calls',
  'cost',
  'failed',
  'unpriced',
  'prompt_tokens',
  'completion_tokens',
  'total_tokens',
  'cached_prompt_tokens',
];

/** Sums for a spreadsheet, in the order of time and names. Periods without calls are left out. @throws LlmQueryError */
export async function summary(reader: RollupReader, query: SummaryQuery): Promise<SummaryRow[]> {
  const { groupBy = 'model', interval, timeZone = reader.timeZone, ...rest } = query;
  const dimensions = [groupBy].flat() as StatsDimension[];
  if (dimensions.length > MAX_DIMENSIONS || new Set(dimensions).size < dimensions.length)
    throw new LlmQueryError('groupBy', `must be at most ${MAX_DIMENSIONS} names, each once`);
  const columns = dimensions.map((dimension) => columnOf('groupBy', dimension));
  const { time, filters } = scopeOf(rest, reader.timeZone);
  const until = rest.endDate === undefined ? Math.max(Date.now(), time.from + 1) : time.to;
  const boundaries = interval && (await boundariesOf(reader.query, { from: time.from, to: until }, interval, timeZone));
  const rows = await reader.measures({
    time: boundaries === undefined ? time : { from: time.from, to: until },
    filters,
    groupBy: columns,
    measures: MEASURED,
    ...(boundaries && { boundaries }),
  });
  if (rows.length > MAX_ROWS)
    throw new LlmQueryError('groupBy', `gives more than ${MAX_ROWS} rows: ask for a shorter time or fewer names`);
  const found = rows
    .filter(({ bucket }) => boundaries === undefined || (bucket ?? 0) >= 1)
    .map((row) => {
      const [start, end] =
        boundaries === undefined
          ? [new Date(time.from), new Date(until)]
          : [boundaries[row.bucket! - 1]!, boundaries[row.bucket!] ?? new Date(until)];
      const totals = totalsOf([row]);
      const groups = Object.fromEntries(dimensions.map((name, n) => [name, nameOf(row, columns[n]!)]));
      return {
        start,
        end,
        groups,
        totalCalls: totals.get('calls'),
        failedCalls: totals.get('failed'),
        unpricedCalls: totals.get('unpriced'),
        promptTokens: totals.get('prompt_tokens'),
        completionTokens: totals.get('completion_tokens'),
        cachedPromptTokens: totals.get('cached_prompt_tokens'),
        totalTokens: totals.get('total_tokens'),
        totalCost: totals.cost,
      };
    })
    .filter(({ totalCalls }) => totalCalls > 0);
  const keyOf = ({ groups }: SummaryRow): string => dimensions.map((name) => groups[name]).join('\0');
  return found.sort((a, b) => a.start.getTime() - b.start.getTime() || (keyOf(a) < keyOf(b) ? -1 : 1));
}
