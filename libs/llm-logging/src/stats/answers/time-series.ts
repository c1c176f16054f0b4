import { boundariesOf, type Interval } from '../question/periods.js';
import { groupedBy, nameOf, percentilesOf, totalsBy, totalsOf } from '../sums/roll-up.js';
import { columnOf, type GroupRow, type SumsQuestion } from '../sums/sums-question.js';
import type { SumsReader, TimedRow } from '../sums/sums-reader.js';
import { scopeOf, type StatsDimension, type StatsFilters } from '../question/stats-filters.js';
import type { LatencyPercentiles, UsageTotals } from '../sums/usage-totals.js';

export interface TimeSeriesQuery extends StatsFilters {
  /** Length of a period. Weeks begin on Monday. */
  interval: Interval;
  /** IANA name, such as `Europe/Berlin`: where days begin. Default `UTC`. */
  timeZone?: string;
  /** Adds `groups` to each point. */
  groupBy?: StatsDimension;
  /** `true` adds percentiles of latency and first token to each point and group. */
  percentiles?: boolean;
}

/** What one period, or one group of it, adds up to. */
export type TimeSeriesTotals = UsageTotals & Partial<LatencyPercentiles>;

/** One period. The first and the last count only what is within the range asked for. Without calls all is 0, or null for rates and averages. */
export interface TimeSeriesPoint extends TimeSeriesTotals {
  start: Date;
  /** Start of the next. */
  end: Date;
  /** By name; only with `groupBy`: every name of the range in each point. */
  groups?: Record<string, TimeSeriesTotals>;
}

/** Groups of an answer at most; the calls of others are joined. */
const MAX_GROUPS = 100;
const OTHERS = 'other';

/** @throws LlmQueryError */
export async function timeSeries(reader: SumsReader, query: TimeSeriesQuery): Promise<TimeSeriesPoint[]> {
  const { interval, timeZone = 'UTC', groupBy, percentiles = false, ...rest } = query;
  const { time, filters } = scopeOf(rest);
  const until = rest.endDate === undefined ? Math.max(Date.now(), time.from + 1) : time.to;
  const boundaries = await boundariesOf(reader.query, { from: time.from, to: until }, interval, timeZone);
  const to = rest.endDate === undefined ? boundaries.at(-1)!.getTime() : time.to;
  const question: SumsQuestion = { time: { from: time.from, to }, filters, boundaries, groupBy: [] };
  const groups = groupBy === undefined ? undefined : await readGroups(reader, question, groupBy, percentiles);
  // A call counts under each of its tags, but once in all.
  const inAll =
    groups === undefined || groupBy === 'tag' ? await readSeries(reader, question, percentiles) : groups.inAll;
  return boundaries.slice(0, -1).map((start, index) => ({
    start,
    end: boundaries[index + 1]!,
    ...inAll(index + 1),
    ...(groups === undefined ? {} : { groups: groups.byName(index + 1) }),
  }));
}

type Series<T> = (bucket: number) => T;

interface GroupedSeries {
  readonly inAll: Series<TimeSeriesTotals>;
  readonly byName: Series<Record<string, TimeSeriesTotals>>;
}

async function readSeries(
  reader: SumsReader,
  question: SumsQuestion,
  percentiles: boolean,
): Promise<Series<TimeSeriesTotals>> {
  const rows = await reader.measures(question);
  return seriesOf(rows, percentiles ? await reader.histograms(question) : undefined);
}

function seriesOf(rows: readonly GroupRow[], timed: readonly TimedRow[] | undefined): Series<TimeSeriesTotals> {
  const byPeriod = groupedBy(rows, ({ bucket }) => bucket!);
  const timedByPeriod = timed && groupedBy(timed, ({ bucket }) => bucket!);
  return (bucket) => totalsIn(byPeriod.get(bucket), timedByPeriod && (timedByPeriod.get(bucket) ?? []));
}

async function readGroups(
  reader: SumsReader,
  question: SumsQuestion,
  groupBy: StatsDimension,
  percentiles: boolean,
): Promise<GroupedSeries> {
  const column = columnOf('groupBy', groupBy);
  const grouped = { ...question, groupBy: [column] };
  const rows = await reader.measures(grouped);
  const timed = percentiles ? await reader.histograms(grouped) : undefined;
  const byCalls = [...totalsBy(rows, column)].sort(([, a], [, b]) => b.get('calls') - a.get('calls'));
  const named = new Set(byCalls.slice(0, MAX_GROUPS).map(([name]) => name));
  const groupOf = (row: GroupRow | TimedRow): string => (named.has(nameOf(row, column)) ? nameOf(row, column) : OTHERS);
  const names = byCalls.length > MAX_GROUPS ? [...named, OTHERS] : [...named];
  const byPeriod = groupedBy(rows, ({ bucket }) => bucket!);
  const timedByPeriod = timed && groupedBy(timed, ({ bucket }) => bucket!);
  const byName: GroupedSeries['byName'] = (bucket) => {
    const byGroup = groupedBy(byPeriod.get(bucket) ?? [], groupOf);
    const timedByGroup = timedByPeriod && groupedBy(timedByPeriod.get(bucket) ?? [], groupOf);
    return Object.fromEntries(
      names.map((name) => [name, totalsIn(byGroup.get(name), timedByGroup && (timedByGroup.get(name) ?? []))]),
    );
  };
  return { inAll: seriesOf(rows, timed), byName };
}

function totalsIn(rows: readonly GroupRow[] = [], timed?: readonly TimedRow[]): TimeSeriesTotals {
  return { ...totalsOf(rows).usageTotals, ...(timed && percentilesOf(timed)) };
}
