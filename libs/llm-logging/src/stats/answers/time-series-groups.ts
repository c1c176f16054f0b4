import { RANKINGS, type GroupRow, type Ranking, type RollupQuestion } from '../../rollups/plan/question.js';
import type { RollupReader, TimedRow } from '../../rollups/read/rollup-reader.js';
import type { RollupColumn } from '../../rollups/schema/tables.js';
import { groupedBy, nameOf } from '../totals/roll-up.js';
import type { Totals } from '../totals/totals.js';
import {
  inPeriods,
  readSeries,
  seriesOf,
  sumOf,
  type CountedRow,
  type Percentiles,
  type Series,
  type TimeSeriesTotals,
} from './time-series-rows.js';

/** Of which there may be so many that only those with names are read. */
const MANY: readonly RollupColumn[] = ['company_id', 'user_id'];
const OTHERS = 'other';

export interface GroupedSeries {
  /** Undefined where the groups do not add up to it. */
  readonly inAll: Series<TimeSeriesTotals> | undefined;
  readonly byName: Series<Record<string, TimeSeriesTotals>>;
}

export interface Grouping {
  readonly column: RollupColumn;
  readonly by: Ranking;
  readonly limit: number;
  readonly percentiles: Percentiles;
}

/** Where a dimension may have very many names, only those that stand for themselves are read by name. */
export async function readGroups(
  reader: RollupReader,
  question: RollupQuestion,
  grouping: Grouping,
): Promise<GroupedSeries> {
  const { column, by, limit } = grouping;
  if (MANY.includes(column)) {
    const { time, filters } = question;
    const top = { by, limit: limit + 1 };
    const ranked = await reader.measures({ time, filters, groupBy: [column], measures: RANKINGS, top });
    const named = ranked.slice(0, limit).filter((row) => row[column] !== OTHERS);
    if (ranked.length > limit) return readFew(reader, question, grouping, named);
  }
  return readAll(reader, question, grouping);
}

/** Every group, of which some are joined. */
async function readAll(
  reader: RollupReader,
  question: RollupQuestion,
  { column, by, limit, percentiles }: Grouping,
): Promise<GroupedSeries> {
  const grouped = { ...question, groupBy: [column] };
  const { rows, timed } = await readSeries(reader, grouped, percentiles);
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
    byName: (period) => {
      const totals = totalsIn(period);
      return Object.fromEntries(names.map((name) => [name, totals(name)]));
    },
  };
}

/** Those with most alone, and what they leave of all, with one that is called as these are. */
async function readFew(
  reader: RollupReader,
  question: RollupQuestion,
  { column, percentiles }: Grouping,
  ranked: readonly GroupRow[],
): Promise<GroupedSeries> {
  const few = { ...question, groupBy: [column], among: ranked.map((row) => row[column]!) };
  const { rows, timed } = await readSeries(reader, few, percentiles);
  const all = await readSeries(reader, question, percentiles);
  const names = ranked.map((row) => nameOf(row, column));
  const totalsIn = inPeriods({ rows, timed }, (row) => nameOf(row, column));
  const [rowsByPeriod, allByPeriod] = [rows, all.rows].map((those) => groupedBy(those, ({ bucket }) => bucket!));
  const others = (period: number): TimeSeriesTotals => ({
    ...sumOf(allByPeriod!.get(period)).less(sumOf(rowsByPeriod!.get(period))).addedTotals,
    ...timed?.percentilesOf([]),
  });
  return {
    inAll: seriesOf(all),
    byName: (period) => {
      const totals = totalsIn(period);
      return Object.fromEntries([...names.map((name) => [name, totals(name)] as const), [OTHERS, others(period)]]);
    },
  };
}
