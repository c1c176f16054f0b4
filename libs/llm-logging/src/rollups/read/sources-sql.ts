import { callIdBound } from 'llm-exchange/call';
import { conditionsOf } from '../../storage/filters/call-filters.js';
import { CALL_TAGS, columnsOfCalls, sumTableOf, type SumColumn } from '../schema/tables.js';
import { LENGTHS, PERIODS, type Period } from '../schema/periods.js';
import { DAY_MS, HOUR_MS, startOf } from '../../storage/periods.js';
import { WINDOW_SPENDING } from '../schema/windows.js';
import { tableName } from '../../storage/table-name.js';
import { countedCalls } from '../plan/counted-calls.js';
import { extend, noonBoundaries, wholePeriods, type ReadParts, type ReadPlan } from '../plan/divide-time.js';
import type { Reading } from '../plan/plan-question.js';
import type { SumsQuestion, TimeRange } from '../plan/question.js';

type Role = keyof ReadPlan;

/** What is read of one table, told apart by the question's columns and by {@link BUCKETS_OF} its role. */
export interface Piece {
  readonly role: Role;
  readonly sql: string;
}

/** What is selected next to that. */
interface Selected {
  readonly ofSums: readonly string[];
  /**
   * @param calls where from.
   * @param told what they are told apart by, as it is selected.
   * @param by its names.
   */
  readonly ofCalls: (calls: string, told: readonly string[], by: readonly string[]) => string;
}

/** Of more than these, PostgreSQL finds each period faster than it compares all sums with each range. */
const FEW_RANGES = 4;

type Bind = (value: unknown) => string;

/** The columns with the numbers of the boundaries that calls count after, from 1; 1 where there are no boundaries. */
export const BUCKETS_OF: Readonly<Record<Role, readonly string[]>> = {
  added: ['added_to'],
  takenOff: ['taken_from'],
  moved: ['added_to', 'taken_from'],
};

const ROLES = Object.keys(BUCKETS_OF) as readonly Role[];

export function selectSql(selected: readonly string[], from: string, groupBy: readonly string[]): string {
  const grouped = groupBy.length === 0 ? '' : ` GROUP BY ${groupBy.join(', ')}`;
  return `SELECT ${selected.join(', ')} FROM ${from}${grouped}`;
}

/** What is read of each table of sums, and of the rows. */
export function piecesOf(reading: Reading, selected: Selected): { pieces: Piece[]; values: unknown[] } {
  const { schema, question, filters, grouping, plan } = reading;
  const values: unknown[] = [];
  const bind = binding(values);
  const { groupBy, among } = question;
  const boundaries = boundariesOf(question);
  const amongSql = (): string[] => (among === undefined ? [] : [nameSql(groupBy[0]!, among, bind)]);

  const pieces = sumsRead(reading, bind).map(({ role, name, time, where, isOfDay }) => {
    const wanted = [...[...filters].map(([column, those]) => `${column} = ANY (${bind(those)})`), ...amongSql()];
    const buckets = bucketColumns(
      boundaries?.times,
      role,
      isOfDay,
      (bounds) => `width_bucket(${time}, ${bind(bounds)}::timestamptz[])`,
    );
    const conditions = [`summed_by = '${grouping}'`, ...wanted, ...where].join(' AND ');
    const sums = `${tableName(schema, name)} AS s WHERE ${conditions}`;
    return { role, sql: selectSql([...groupBy, ...buckets, ...selected.ofSums], sums, []) };
  });

  const ofCalls = (role: Role, ranges: readonly TimeRange[]): Piece => {
    const conditions = [conditionsOf(countedCalls(question.filters), values).toString(), ...amongSql()].join(' AND ');
    const read = selectSql(['id', ...columnsOfCalls(groupBy)], tableName(schema, 'llm_calls'), []);
    const calls = withinRanges(`${read} WHERE ${conditions}`, ranges, bind);
    // Boundaries are ids, as reading the time in each id takes longer than adding the call up.
    const buckets = bucketColumns(
      boundaries?.ids,
      role,
      false,
      (bounds) => `width_bucket(id, ${bind(bounds)}::uuid[])`,
    );
    const tags = groupBy.includes('tag') ? ` ${CALL_TAGS}` : '';
    const by = [...groupBy, ...BUCKETS_OF[role]];
    return { role, sql: selected.ofCalls(`${calls}${tags}`, [...groupBy, ...buckets], by) };
  };
  for (const role of ROLES) if (plan[role].rows.length > 0) pieces.push(ofCalls(role, plan[role].rows));
  // Where nothing is read, no row still adds up to nothing.
  if (pieces.length === 0) pieces.push(ofCalls('added', []));
  return { pieces, values };
}

/** Of what is told to PostgreSQL several times, a list goes there once. */
function binding(values: unknown[]): Bind {
  const places = new Map<unknown, string>();
  return (value) => {
    const place = places.get(value) ?? `$${values.push(value)}`;
    if (Array.isArray(value)) places.set(value, place);
    return place;
  };
}

/** The boundaries that calls are told apart by, and those by which days are. */
interface Boundaries<T> {
  readonly exact: readonly T[];
  readonly noon: readonly T[];
}

function boundariesOf({ boundaries }: SumsQuestion): { times: Boundaries<Date>; ids: Boundaries<string> } | undefined {
  if (boundaries === undefined) return undefined;
  const noons = noonBoundaries(boundaries.map((boundary) => boundary.getTime())).map((noon) => new Date(noon));
  const idsAt = (times: readonly Date[]): string[] => times.map((time) => callIdBound(time));
  return { times: { exact: boundaries, noon: noons }, ids: { exact: idsAt(boundaries), noon: idsAt(noons) } };
}

/** Calls are taken off from where the noon of their day is, and so are days added. */
function bucketColumns<T>(
  boundaries: Boundaries<T> | undefined,
  role: Role,
  isOfDay: boolean,
  bucketSql: (bounds: readonly T[]) => string,
): string[] {
  return BUCKETS_OF[role].map((side) => {
    if (boundaries === undefined) return `1 AS ${side}`;
    const { exact, noon } = boundaries;
    return `${bucketSql(isOfDay || side === 'taken_from' ? noon : exact)} AS ${side}`;
  });
}

/** Calls without the name have the empty one in sums, and none in rows. */
function nameSql(column: SumColumn, names: readonly string[], bind: Bind): string {
  return `(${column} = ANY (${bind(names)})${names.includes('') ? ` OR ${column} IS NULL` : ''})`;
}

interface SumsRead {
  readonly role: Role;
  readonly name: string;
  /** The column that tells when its calls started. */
  readonly time: string;
  readonly where: readonly string[];
  /** Whether its calls count where the noon of their day is. */
  readonly isOfDay: boolean;
}

/** Of times that are read from rows, the sums of what is gone still count: by the hour where there are hours, else by the day. */
function sumsRead({ schema, grouping, hasHours, plan }: Reading, bind: Bind): SumsRead[] {
  if (grouping === undefined) return [];
  const reads = (
    role: Role,
    period: Period,
    ranges: readonly TimeRange[],
    more: readonly string[] = [],
  ): SumsRead[] => {
    const table = ranges.length === 0 ? undefined : sumTableOf(period, grouping);
    if (table === undefined) return [];
    const where = [periodsSql(period, ranges, bind), ...more];
    return [{ role, name: table.name, time: period, where, isOfDay: LENGTHS[period] >= DAY_MS }];
  };
  const readsOf = (role: Role, { windows, ...parts }: ReadParts): SumsRead[] => [
    ...windows.map(({ days }) => {
      return { role, name: WINDOW_SPENDING.name, time: 'days', where: [`days = ${bind(days)}`], isOfDay: true };
    }),
    ...PERIODS.flatMap((period) => reads(role, period, parts[period])),
  ];
  const gone = (period: Period): string =>
    `part < coalesce((SELECT k.part FROM ${tableName(schema, 'llm_kept_days')} AS k WHERE k.day = date_trunc('day', s.${period}, 'UTC')), 0)`;
  const [ofHours, ofDays] = dividedByDays(plan.added.rows, hasHours);
  return [
    ...ROLES.flatMap((role) => readsOf(role, plan[role])),
    ...reads('added', 'day', wholePeriods(ofDays, DAY_MS), [gone('day')]),
    ...reads('added', 'hour', wholePeriods(ofHours, HOUR_MS), [gone('hour')]),
  ];
}

/** Those within days that are, and within days that are not. */
function dividedByDays(ranges: readonly TimeRange[], isMeant: (day: number) => boolean): [TimeRange[], TimeRange[]] {
  const divided: [TimeRange[], TimeRange[]] = [[], []];
  for (const { from, to } of ranges)
    for (let at = from; at < to;) {
      const day = startOf(at, DAY_MS);
      at = extend(divided[isMeant(day) ? 0 : 1], at, Math.min(day + DAY_MS, to));
    }
  return divided;
}

function periodsSql(period: Period, ranges: readonly TimeRange[], bind: Bind): string {
  if (ranges.length <= FEW_RANGES) {
    const within = ({ from, to }: TimeRange): string =>
      `${period} >= ${bind(new Date(from))} AND ${period} < ${bind(new Date(to))}`;
    return `(${ranges.map(within).join(' OR ')})`;
  }
  const length = LENGTHS[period];
  const starts = ranges.flatMap(({ from, to }) =>
    Array.from({ length: (to - from) / length }, (_none, n) => new Date(from + n * length)),
  );
  return `${period} = ANY (${bind(starts)})`;
}

/**
 * Each of several ranges is looked up by the index that the filters ask for, in a statement that is as long, and planned as soon, as that of
 * one. What is sorted stays a part of its own, which PostgreSQL would else join the other way round: all calls with all ranges.
 */
function withinRanges(read: string, ranges: readonly TimeRange[], bind: Bind): string {
  const idsAt = (times: readonly number[]): string[] => times.map((time) => callIdBound(new Date(time)));
  const [since, until] = [idsAt(ranges.map(({ from }) => from)), idsAt(ranges.map(({ to }) => to))];
  if (ranges.length === 0) return `(${read} AND false) AS calls`;
  const whole = `${read} AND id >= ${bind(since[0])} AND id < ${bind(until.at(-1))}`;
  if (ranges.length === 1) return `(${whole}) AS calls`;
  return `unnest(${bind(since)}::uuid[], ${bind(until)}::uuid[]) AS ranges (since, until)
CROSS JOIN LATERAL (${whole} AND id >= since AND id < until ORDER BY id) AS calls`;
}
