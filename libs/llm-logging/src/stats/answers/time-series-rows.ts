import { LISTS } from '../../rollups/schema/histogram-columns.js';
import type { RollupColumn } from '../../rollups/schema/tables.js';
import type { GroupRow, RollupQuestion } from '../../rollups/plan/question.js';
import type { RollupReader, TimedRow } from '../../rollups/read/rollup-reader.js';
import { groupedBy, latencyPercentilesOf, percentilesOf } from '../totals/roll-up.js';
import { Totals } from '../totals/totals.js';
import type { LatencyPercentiles, UsageTotals } from '../totals/usage-totals.js';

/** What one period, or one group of it, adds up to. */
export type TimeSeriesTotals = Omit<UsageTotals, 'maxLatencyMs'> & Partial<LatencyPercentiles>;

/** Which percentiles are read: those of latency and first token, those of latency alone, or none. */
export type Percentiles = boolean | 'latency';

/** Of each period, counted from 1. */
export type Series<T> = (period: number) => T;

/** What a row counts is read of it once: it adds up to its group, to all and to the ranking. */
export type CountedRow = Pick<GroupRow, RollupColumn | 'bucket'> & { readonly totals: Totals };

export interface SeriesRows {
  readonly rows: readonly CountedRow[];
  /** Where percentiles were asked for. */
  readonly timed: { readonly rows: readonly TimedRow[]; readonly percentilesOf: PercentilesOf } | undefined;
}

type PercentilesOf = (rows: readonly TimedRow[]) => Partial<LatencyPercentiles>;

/** What the groups of each period count. */
export async function readSeries(
  reader: RollupReader,
  question: RollupQuestion,
  percentiles: Percentiles,
): Promise<SeriesRows> {
  if (percentiles === false) return { rows: counted(await reader.measures(question)), timed: undefined };
  const isAll = percentiles === true;
  const { rows, timed } = await reader.timed({ ...question, lists: isAll ? LISTS : ['latency_buckets'] });
  return { rows: counted(rows), timed: { rows: timed, percentilesOf: isAll ? percentilesOf : latencyPercentilesOf } };
}

function counted(rows: readonly GroupRow[]): CountedRow[] {
  return rows.map((row) => Object.assign(row, { totals: new Totals().add(row) }));
}

export function sumOf(rows: readonly CountedRow[] = []): Totals {
  return rows.reduce((sum, { totals }) => sum.plus(totals), new Totals());
}

/** What each period adds up to. */
export function seriesOf(series: SeriesRows): Series<TimeSeriesTotals> {
  const totalsIn = inPeriods(series, () => '');
  return (period) => totalsIn(period)('');
}

/** What each group of each period adds up to. */
export function inPeriods(
  { rows, timed }: SeriesRows,
  groupOf: (row: CountedRow | TimedRow) => string,
): Series<(group: string) => TimeSeriesTotals> {
  const byPeriod = groupedBy(rows, ({ bucket }) => bucket!);
  const timedByPeriod = timed && groupedBy(timed.rows, ({ bucket }) => bucket!);
  return (period) => {
    const byGroup = groupedBy(byPeriod.get(period) ?? [], groupOf);
    const timedByGroup = timedByPeriod && groupedBy(timedByPeriod.get(period) ?? [], groupOf);
    return (group) =>
      Object.assign(
        sumOf(byGroup.get(group)).addedTotals,
        timedByGroup && timed?.percentilesOf(timedByGroup.get(group) ?? []),
      );
  };
}
