import { LlmQueryError } from '../../errors.js';
import { LISTS } from '../../rollups/schema/histogram-columns.js';
import type { SumColumn } from '../../rollups/schema/tables.js';
import { ADDED_NAMES } from '../../rollups/schema/measures.js';
import { checkLimit } from '../question/check-limit.js';
import { checkRanking } from '../question/ranking.js';
import { boundariesOf, type Interval } from '../question/periods.js';
import { groupedBy, latencyPercentilesOf, nameOf, percentilesOf } from '../totals/roll-up.js';
import {
  columnOf,
  RANKINGS,
  type GroupRow,
  type Ranking,
  type StatsDimension,
  type SumsQuestion,
} from '../../rollups/plan/question.js';
import type { SumsReader, TimedRow } from '../../rollups/read/rollup-reader.js';
import { scopeOf, type StatsFilters } from '../question/stats-filters.js';
import { Totals } from '../totals/totals.js';
import type { LatencyPercentiles, UsageTotals } from '../totals/usage-totals.js';

export interface TimeSeriesQuery extends StatsFilters {
  /** Length of a period. Weeks begin on Monday. */
  interval: Interval;
  /** IANA name, such as `Europe/Berlin`: where days begin. Default: the option `timeZone`, else UTC. */
  timeZone?: string;
  /** Adds `groups` to each point. */
  groupBy?: StatsDimension;
  /** By what the names are chosen that stand for themselves. Default `calls`. */
  by?: Ranking;
  /** How many these are at most, 1 to 100, default 100. The calls of others are joined under `other`. */
  limit?: number;
  /** `true` adds percentiles of latency and first token to each point and group, `latency` those of latency alone, in less time. */
  percentiles?: boolean | 'latency';
}

/** What one period, or one group of it, adds up to. */
export type TimeSeriesTotals = Omit<UsageTotals, 'maxLatencyMs'> & Partial<LatencyPercentiles>;

/** One period. The first and the last count only what is within the range asked for. Without calls all is 0, or null for rates and averages. */
export interface TimeSeriesPoint extends TimeSeriesTotals {
  start: Date;
  /** Start of the next. */
  end: Date;
  /**
   * By name; only with `groupBy`: every name of the range in each point. The percentiles of companies or users under `other` are null,
   * as these are told by what those with names leave of all.
   */
  groups?: Record<string, TimeSeriesTotals>;
}

const MAX_GROUPS = 100;
/** Of which there may be so many that only those with names are read. */
const MANY: readonly SumColumn[] = ['company_id', 'user_id'];
const OTHERS = 'other';

/** @throws LlmQueryError */
export async function timeSeries(reader: SumsReader, query: TimeSeriesQuery): Promise<TimeSeriesPoint[]> {
  const {
    interval,
    timeZone = reader.timeZone,
    groupBy,
    by = 'calls',
    limit = MAX_GROUPS,
    percentiles = false,
    ...rest
  } = query;
  checkRanking(by);
  checkPercentiles(percentiles);
  checkLimit('limit', limit, 1, MAX_GROUPS);
  const { time, filters } = scopeOf(rest, reader.timeZone);
  const until = rest.endDate === undefined ? Math.max(Date.now(), time.from + 1) : time.to;
  const boundaries = await boundariesOf(reader.query, { from: time.from, to: until }, interval, timeZone);
  const to = rest.endDate === undefined ? boundaries.at(-1)!.getTime() : time.to;
  const question: SumsQuestion = {
    time: { from: time.from, to },
    filters,
    boundaries,
    groupBy: [],
    measures: ADDED_NAMES,
  };
  const groups =
    groupBy === undefined
      ? undefined
      : await readGroups(reader, question, { column: columnOf('groupBy', groupBy), by, limit, percentiles });
  const inAll = groups?.inAll ?? seriesOf(await read(reader, question, percentiles));
  return boundaries.slice(0, -1).map((start, index) => ({
    start,
    end: boundaries[index + 1]!,
    ...inAll(index + 1),
    ...(groups === undefined ? {} : { groups: groups.byName(index + 1) }),
  }));
}

type Series<T> = (bucket: number) => T;

interface GroupedSeries {
  /** Undefined where the groups do not add up to it. */
  readonly inAll: Series<TimeSeriesTotals> | undefined;
  readonly byName: Series<Record<string, TimeSeriesTotals>>;
}

interface Grouping {
  readonly column: SumColumn;
  readonly by: Ranking;
  readonly limit: number;
  readonly percentiles: Percentiles;
}

async function readGroups(reader: SumsReader, question: SumsQuestion, grouping: Grouping): Promise<GroupedSeries> {
  const { column, by, limit } = grouping;
  if (MANY.includes(column)) {
    const { time, filters } = question;
    const top = { by, limit: limit + 1 };
    const ranked = await reader.measures({ time, filters, groupBy: [column], measures: RANKINGS, top });
    if (ranked.length > limit)
      return readFew(
        reader,
        question,
        grouping,
        ranked.slice(0, limit).filter((row) => row[column] !== OTHERS),
      );
  }
  return readAll(reader, question, grouping);
}

/** Every group, of which some are joined. */
async function readAll(
  reader: SumsReader,
  question: SumsQuestion,
  { column, by, limit, percentiles }: Grouping,
): Promise<GroupedSeries> {
  const grouped = { ...question, groupBy: [column] };
  const { rows, timed } = await read(reader, grouped, percentiles);
  const weight = (totals: Totals): number => (by === 'cost' ? totals.cost : totals.get('calls'));
  const ranked = [...groupedBy(rows, (row) => nameOf(row, column))]
    .map(([name, those]) => [name, weight(sumOf(those))] as const)
    .sort(([, a], [, b]) => b - a);
  const named = new Set(ranked.slice(0, limit).map(([name]) => name));
  const groupOf = (row: CountedRow | TimedRow): string =>
    named.has(nameOf(row, column)) ? nameOf(row, column) : OTHERS;
  const names = ranked.length > limit ? [...named, OTHERS] : [...named];
  const totalsIn = inPeriods({ rows, timed }, groupOf);
  return {
    // A call counts under each of its tags, but once in all.
    inAll: column === 'tag' ? undefined : seriesOf({ rows, timed }),
    byName: (bucket) => {
      const totals = totalsIn(bucket);
      return Object.fromEntries(names.map((name) => [name, totals(name)]));
    },
  };
}

/** Those with most alone, and what they leave of all, with one that is called as these are. */
async function readFew(
  reader: SumsReader,
  question: SumsQuestion,
  { column, percentiles }: Grouping,
  ranked: readonly GroupRow[],
): Promise<GroupedSeries> {
  const few = { ...question, groupBy: [column], among: ranked.map((row) => row[column]!) };
  const { rows, timed } = await read(reader, few, percentiles);
  const all = await read(reader, question, percentiles);
  const names = ranked.map((row) => nameOf(row, column));
  const totalsIn = inPeriods({ rows, timed }, (row) => nameOf(row, column));
  const [rowsByPeriod, allByPeriod] = [rows, all.rows].map((those) => groupedBy(those, ({ bucket }) => bucket!));
  const others = (bucket: number): TimeSeriesTotals => ({
    ...sumOf(allByPeriod!.get(bucket)).less(sumOf(rowsByPeriod!.get(bucket))).addedTotals,
    ...timed?.percentilesOf([]),
  });
  return {
    inAll: seriesOf(all),
    byName: (bucket) => {
      const totals = totalsIn(bucket);
      return Object.fromEntries([...names.map((name) => [name, totals(name)] as const), [OTHERS, others(bucket)]]);
    },
  };
}

type Percentiles = NonNullable<TimeSeriesQuery['percentiles']>;

function checkPercentiles(percentiles: Percentiles): void {
  if (typeof percentiles !== 'boolean' && percentiles !== 'latency')
    throw new LlmQueryError('percentiles', 'must be true, false or latency');
}

/** What a row counts is read of it once: it adds up to its group, to all and to the ranking. */
type CountedRow = Pick<GroupRow, SumColumn | 'bucket'> & { readonly totals: Totals };

interface SeriesRows {
  readonly rows: readonly CountedRow[];
  /** Where percentiles were asked for. */
  readonly timed: { readonly rows: readonly TimedRow[]; readonly percentilesOf: PercentilesOf } | undefined;
}

type PercentilesOf = (rows: readonly TimedRow[]) => Partial<LatencyPercentiles>;

async function read(reader: SumsReader, question: SumsQuestion, percentiles: Percentiles): Promise<SeriesRows> {
  if (percentiles === false) return { rows: counted(await reader.measures(question)), timed: undefined };
  const isAll = percentiles === true;
  const { rows, timed } = await reader.timed({ ...question, lists: isAll ? LISTS : ['latency_buckets'] });
  return { rows: counted(rows), timed: { rows: timed, percentilesOf: isAll ? percentilesOf : latencyPercentilesOf } };
}

function counted(rows: readonly GroupRow[]): CountedRow[] {
  return rows.map((row) => Object.assign(row, { totals: new Totals().add(row) }));
}

function sumOf(rows: readonly CountedRow[] = []): Totals {
  return rows.reduce((sum, { totals }) => sum.plus(totals), new Totals());
}

function seriesOf(series: SeriesRows): Series<TimeSeriesTotals> {
  const totalsIn = inPeriods(series, () => '');
  return (bucket) => totalsIn(bucket)('');
}

/** What each group of each period adds up to. */
function inPeriods(
  { rows, timed }: SeriesRows,
  groupOf: (row: CountedRow | TimedRow) => string,
): Series<(group: string) => TimeSeriesTotals> {
  const byPeriod = groupedBy(rows, ({ bucket }) => bucket!);
  const timedByPeriod = timed && groupedBy(timed.rows, ({ bucket }) => bucket!);
  return (bucket) => {
    const byGroup = groupedBy(byPeriod.get(bucket) ?? [], groupOf);
    const timedByGroup = timedByPeriod && groupedBy(timedByPeriod.get(bucket) ?? [], groupOf);
    return (group) =>
      Object.assign(
        sumOf(byGroup.get(group)).addedTotals,
        timedByGroup && timed?.percentilesOf(timedByGroup.get(group) ?? []),
      );
  };
}
