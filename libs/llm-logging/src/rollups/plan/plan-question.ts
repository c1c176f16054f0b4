import { conditionsOf } from '../../storage/filters/call-filters.js';
import type { Query } from '../../storage/query.js';
import { tableName } from '../../storage/table-name.js';
import { readCalendar } from '../schema/calendar.js';
import { ofEachPeriod, PERIODS, type Calendar, type Period } from '../schema/periods.js';
import type { GroupingName } from '../schema/tables.js';
import { sourceFor, rollupFilters, type RollupFilters, type RollupSource } from './choose-grouping.js';
import { divideTime, wholeDays, wholeHours, type Changes, type ReadPlan } from './divide-time.js';
import type { RollupQuestion, TimeRange } from './question.js';

/** A question with where its answer is read. */
export interface QueryPlan {
  readonly schema: string | undefined;
  readonly question: RollupQuestion;
  readonly filters: RollupFilters;
  /** Of the rollups that are read; undefined where none are. */
  readonly grouping: GroupingName | undefined;
  readonly parts: ReadPlan;
  /** Where rollups of rows that are gone are read beside the rows. */
  readonly gone?: Readonly<Record<'hour' | 'day', readonly TimeRange[]>>;
}

/** Where a question's answer is read. @param timed whether histograms are asked for. @throws LlmQueryError */
export async function planQuestion(
  schema: string | undefined,
  question: RollupQuestion,
  timed: boolean,
  state: () => Promise<RollupState>,
): Promise<QueryPlan> {
  // For its errors: a wrong filter is one even where no rows are read.
  conditionsOf(question.filters);
  const known = rollupFilters(question);
  const filters: RollupFilters = known ?? new Map();
  const source = known === undefined ? undefined : sourceFor(question, filters, timed);
  if (source === undefined) return { schema, question, filters, grouping: undefined, parts: rowsOnly(question.time) };
  const { calendar, changed } = await state();
  const now = Date.now();
  const hoursSince = hoursOf(source, calendar, now);
  const parts = divideTime({
    ...question.time,
    now,
    calendar,
    changed,
    boundaries: (question.boundaries ?? []).map((boundary) => boundary.getTime()),
    isRolledUp: (period, start) => period !== 'hour' || start >= hoursSince,
  });
  return {
    schema,
    question,
    filters,
    grouping: source.grouping,
    parts,
    gone: goneWithin(parts.rows, hoursSince, calendar),
  };
}

function rowsOnly({ from, to }: TimeRange): ReadPlan {
  return { week: [], day: [], hour: [], rows: from < to ? [{ from, to }] : [] };
}

/** Of times that are read from rows, rollups of what is gone still count: by the hour where there are hours, else by the day. */
export function goneWithin(rows: readonly TimeRange[], hoursSince: number, calendar: Calendar): QueryPlan['gone'] {
  const within = (from: number, to: number): TimeRange[] =>
    rows
      .map((range) => ({ from: Math.max(range.from, from), to: Math.min(range.to, to) }))
      .filter((range) => range.from < range.to);
  return {
    hour: wholeHours(within(hoursSince, Infinity)),
    day: wholeDays(within(-Infinity, hoursSince), calendar),
  };
}

/** Since when there are rollups of hours, in ms since 1970. */
export function hoursOf({ hours }: RollupSource, calendar: Calendar, now: number): number {
  if (hours === 'none') return Infinity;
  return hours === 'all' ? -Infinity : calendar.userHoursReadSince(now);
}

/** In which zone days are kept, and what of the rollups is to be built again. */
export interface RollupState {
  readonly calendar: Calendar;
  readonly changed: Changes;
}

export async function readState(query: Query, schema: string | undefined): Promise<RollupState> {
  const calendar = await readCalendar(query, schema);
  const notes = PERIODS.map(
    (period) =>
      `SELECT DISTINCT '${period}' AS period, ${period} AS at FROM ${tableName(schema, `llm_changed_${period}s`)}`,
  );
  const rows = await query<{ period: Period; at: Date }>(notes.join('\nUNION ALL '));
  const changed = ofEachPeriod((period) => rows.filter((row) => row.period === period).map(({ at }) => at.getTime()));
  return { calendar, changed };
}
