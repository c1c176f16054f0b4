import { callIdBound } from 'llm-exchange/call';
import type { LlmDatabase } from '../../storage/llm-database.js';
import type { Query } from '../../storage/query.js';
import { HOUR_MS } from '../../storage/periods.js';
import { tableName } from '../../storage/table-name.js';
import { noteChangedHours } from '../../storage/writing/changed-hours.js';
import type { PeriodBounds } from '../../storage/zoned-periods.js';
import { notePeriod, tablesOfHour } from '../build/build-period.js';
import { partOf } from '../schema/parts.js';
import { refreshRollups } from '../build/refresh-rollups.js';
import { groupByHash } from '../build/rollup-work.js';
import { columnsOf, isOfGroupings, rollupsOfCallsSql, rollupsOfRollupsSql } from '../build/select-calls.js';
import { readState, type RollupState } from '../plan/plan-question.js';
import type { TimeRange } from '../plan/question.js';
import { readCalendar } from '../schema/calendar.js';
import { comparableLists, LISTS } from '../schema/histogram-columns.js';
import { measuresOfRollups } from '../schema/measures.js';
import { daysOfHour, periodsFrom } from '../schema/periods.js';
import { DAY_TABLES, rollupColumnsOf, WEEK_TABLES, type RollupTable } from '../schema/tables.js';
import type { RollupDifference } from './rollup-difference.js';

const LIMITS = { statementTimeoutMs: 300_000, readOnly: true, snapshot: true };
const REPAIR_LIMITS = { statementTimeoutMs: 300_000 };

export interface VerifiedRollups {
  /** Hours and days that were compared. Those that are to be built still are not: answers read their rows. */
  readonly hours: number;
  readonly days: number;
  readonly differences: readonly RollupDifference[];
}

/**
 * Compares the rollups of each hour and day with their rows, and those of weeks with their days: every count, token, cost and histogram.
 * @param onDay is given the day that comes next, and when the last one ends.
 */
export async function verifyRollups(
  database: LlmDatabase,
  time?: TimeRange,
  onDay: (day: Date, end: Date) => void = () => undefined,
): Promise<VerifiedRollups> {
  const { from, to } = time ?? (await timeOfAll(database));
  if (from >= to) return { hours: 0, days: 0, differences: [] };
  const calendar = await readCalendar((sql, values) => database.query(sql, values), database.schema);
  const differences: RollupDifference[] = [];
  let [hours, days] = [0, 0];
  const compare = (work: (verified: Verified) => Promise<void>): Promise<void> =>
    database.transaction(LIMITS, async (query) => {
      await groupByHash(query);
      await work(new Verified(query, database.schema, await readState(query, database.schema), differences));
    });
  for (const day of periodsFrom(calendar, 'day', calendar.at('day', from).start, to)) {
    onDay(new Date(day.start), new Date(to));
    await compare(async (verified) => {
      for (const hour of periodsFrom(calendar, 'hour', day.start, day.end)) if (await verified.hour(hour)) hours += 1;
      if (await verified.day(day)) days += 1;
    });
  }
  for (const week of periodsFrom(calendar, 'week', calendar.at('week', from).start, to))
    await compare((verified) => verified.week(week));
  return { hours, days, differences };
}

/** Comparisons in one state of rows, rollups and notes. */
class Verified {
  readonly #changedHours: ReadonlySet<number>;
  readonly #changedDays: ReadonlySet<number>;
  readonly #changedWeeks: ReadonlySet<number>;

  constructor(
    private readonly query: Query,
    private readonly schema: string | undefined,
    private readonly state: RollupState,
    private readonly differences: RollupDifference[],
  ) {
    const { calendar, changed } = state;
    this.#changedHours = new Set(changed.hour);
    this.#changedDays = new Set([...changed.day, ...changed.hour.flatMap((hour) => daysOfHour(calendar, hour))]);
    this.#changedWeeks = new Set([
      ...changed.week,
      ...[...this.#changedDays].map((day) => calendar.at('week', day).start),
    ]);
  }

  /** @returns false where it is to be built again. */
  async hour(hour: PeriodBounds): Promise<boolean> {
    if (this.#changedHours.has(hour.start)) return false;
    const tables = tablesOfHour(this.state, hour.start, Date.now());
    for (const table of tables) await this.#compareWithCalls(table, hour);
    return true;
  }

  async day(day: PeriodBounds): Promise<boolean> {
    if (this.#changedDays.has(day.start)) return false;
    for (const table of DAY_TABLES) await this.#compareWithCalls(table, day);
    return true;
  }

  async week(week: PeriodBounds): Promise<void> {
    if (this.#changedWeeks.has(week.start) || week.end > Date.now()) return;
    for (const table of WEEK_TABLES)
      await this.#compare(table, week, 0, {
        sql: rollupsOfRollupsSql(this.schema, table.madeOf!, table, 'all parts'),
        bounds: [new Date(week.start), new Date(week.end)],
      });
  }

  async #compareWithCalls(table: RollupTable, period: PeriodBounds): Promise<void> {
    await this.#compare(table, period, await partOf({ query: this.query, schema: this.schema }, period.start), {
      sql: rollupsOfCallsSql(this.schema, table),
      bounds: [period.start, period.end].map((at) => callIdBound(new Date(at))),
    });
  }

  async #compare(
    table: RollupTable,
    period: PeriodBounds,
    part: number,
    made: { sql: string; bounds: unknown[] },
  ): Promise<void> {
    const start = new Date(period.start);
    const [row] = await this.query<{ differing: string; in_rollups: string; in_rows: string }>(
      comparisonSql(this.schema, table, made.sql),
      [start, part, ...made.bounds],
    );
    const { differing, in_rollups: inRollups, in_rows: inRows } = row!;
    if (differing === '0') return;
    this.differences.push({
      table: table.name,
      period: start,
      callsInRollups: Number(inRollups),
      callsInRows: Number(inRows),
    });
  }
}

/**
 * Builds wrong rollups again from the rows, those of weeks from their days. Where there are fewer rows than rollups count, rows are gone:
 * those rollups are history, and stay.
 * @returns how many differences it saw to.
 */
export async function repairRollups(database: LlmDatabase, differences: readonly RollupDifference[]): Promise<number> {
  const ofWeeks = new Set(WEEK_TABLES.map(({ name }) => name));
  const wrong = differences.filter(
    ({ table, callsInRollups, callsInRows }) => ofWeeks.has(table) || callsInRows >= callsInRollups,
  );
  await database.transaction(REPAIR_LIMITS, async (query) => {
    const { schema } = database;
    for (const { table, period } of wrong) {
      const start = period.getTime();
      if (ofWeeks.has(table)) await notePeriod({ query, schema }, 'week', start);
      else await noteChangedHours(query, schema, [Math.floor(start / HOUR_MS) * HOUR_MS]);
    }
  });
  await refreshRollups(database, { eager: true });
  return wrong.length;
}

/** Lists that say the same are mostly the same text: only of rollups that differ as texts are they read. */
function comparisonSql(schema: string | undefined, table: RollupTable, made: string): string {
  const { name, period, groupings, measures, timed } = table;
  const names = ['grouped_by', ...rollupColumnsOf(table)];
  const lists = timed ? LISTS : [];
  const compared = [...names, ...measures, ...(timed ? comparableLists() : [])].join(', ');
  const difference = (one: string, other: string) => `SELECT * FROM ${one} EXCEPT ALL SELECT * FROM ${other}`;
  const countIn = (where: string) =>
    `(SELECT coalesce(sum(calls), 0) FROM ${where} WHERE grouped_by = '${groupings.at(0)}')`;
  return `WITH made (${columnsOf(table)}) AS MATERIALIZED (${made}),
stored AS MATERIALIZED (SELECT * FROM ${tableName(schema, name)} WHERE ${isOfGroupings(table)} AND ${period} = $1 AND part = $2),
these AS MATERIALIZED (SELECT ${[...names, ...measures, ...lists].join(', ')} FROM made),
those AS MATERIALIZED (SELECT ${[...names, measuresOfRollups(measures), ...lists].join(', ')} FROM stored GROUP BY ${[...names, ...lists].join(', ')}),
here AS MATERIALIZED (SELECT ${compared} FROM (${difference('these', 'those')}) AS texts),
there AS MATERIALIZED (SELECT ${compared} FROM (${difference('those', 'these')}) AS texts)
SELECT (SELECT count(*) FROM ((${difference('here', 'there')}) UNION ALL (${difference('there', 'here')})) AS d) AS differing,
  ${countIn('stored')} AS in_rollups, ${countIn('made')} AS in_rows`;
}

async function timeOfAll(database: LlmDatabase): Promise<TimeRange> {
  const calls = tableName(database.schema, 'llm_calls');
  const timeOf = (id: string) =>
    `to_timestamp(('x' || left(replace(${id}::text, '-', ''), 12))::bit(48)::bigint / 1000.0)`;
  const [row] = await database.query<{ first: Date | null; last: Date | null }>(
    `SELECT least((SELECT min(hour) FROM ${tableName(database.schema, 'llm_hour_rollups')}), ${timeOf(`(SELECT id FROM ${calls} ORDER BY id LIMIT 1)`)}) AS first,
  greatest((SELECT max(hour) FROM ${tableName(database.schema, 'llm_hour_rollups')}), ${timeOf(`(SELECT id FROM ${calls} ORDER BY id DESC LIMIT 1)`)}) AS last`,
  );
  const { first, last } = row!;
  return first === null || last === null ? { from: 0, to: 0 } : { from: first.getTime(), to: last.getTime() + 1 };
}
