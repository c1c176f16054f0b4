import { conditionsOf } from '../../storage/filters/call-filters.js';
import type { Query } from '../../storage/query.js';
import { sumTableOf, type GroupingName } from '../schema/tables.js';
import { LENGTHS, ofEachPeriod, PERIODS, type Period } from '../schema/periods.js';
import { DAY_MS, startOf } from '../../storage/periods.js';
import { daysWithoutHours } from '../schema/spender-hours.js';
import type { Window } from '../schema/windows.js';
import { tableName } from '../../storage/table-name.js';
import { planReading, type Changes, type ReadPlan } from './divide-time.js';
import { isAdditive, sourceFor, sumFilters, type SumFilters, type SumSource } from './choose-grouping.js';
import type { SumsQuestion } from './question.js';

/** A question with where its answer is read. */
export interface Reading {
  readonly schema: string | undefined;
  readonly question: SumsQuestion;
  readonly filters: SumFilters;
  /** Of the sums that are read; undefined where none are. */
  readonly grouping: GroupingName | undefined;
  /** Of which days (UTC) there are sums of hours. */
  readonly hasHours: (day: number) => boolean;
  readonly plan: ReadPlan;
}

/** Where a question's answer is read. @param timed whether histograms are asked for. @throws LlmQueryError */
export async function planQuestion(
  query: Query,
  schema: string | undefined,
  question: SumsQuestion,
  timed: boolean,
  state: () => Promise<SumsState>,
): Promise<Reading> {
  // For its errors: a wrong filter is one even where no rows are read.
  conditionsOf(question.filters);
  const known = sumFilters(question);
  const filters: SumFilters = known ?? new Map();
  const source = known === undefined ? undefined : sourceFor(question, filters, timed);
  const sums = source === undefined ? NOTHING_SUMMED : await state();
  const hasHours = await daysWithHours(query, schema, question, { source, filters, sums });
  const plan = planReading({
    ...question.time,
    now: Date.now(),
    changed: sums.changed,
    boundaries: boundariesOf(question),
    isSummed: (period, start) => {
      if (source === undefined) return false;
      if (LENGTHS[period] >= DAY_MS) return true;
      return sumTableOf(period, source.grouping) !== undefined && hasHours(startOf(start, DAY_MS));
    },
    windows: source?.isSpending === true ? sums.windows : [],
    mayTakeOff: timed || isAdditive(question),
  });
  return { schema, question, filters, grouping: source?.grouping, hasHours, plan };
}

interface Asked {
  readonly source: SumSource | undefined;
  readonly filters: SumFilters;
  readonly sums: SumsState;
}

/**
 * Of which days (UTC) there are hours. Of days long gone there are those of tags where these were few, and those of users who had many calls,
 * who have to be named.
 */
async function daysWithHours(
  query: Query,
  schema: string | undefined,
  question: SumsQuestion,
  { source, filters, sums: { changed, spendersSince } }: Asked,
): Promise<(day: number) => boolean> {
  if (source === undefined || source.hours === 'none') return () => false;
  if (source.hours === 'all') return () => true;
  const isRecent = (day: number): boolean => day >= spendersSince;
  const users = question.groupBy[0] === 'user_id' ? question.among : filters.get('user_id');
  const whose = source.grouping === 'tag' ? 'tags' : users;
  const { from, to } = question.time;
  const isCut = [from, ...boundariesOf(question), to].some((time) => time < spendersSince && time % DAY_MS !== 0);
  if (whose === undefined || !isCut) return isRecent;
  const time = { from: new Date(startOf(from, DAY_MS)), to: new Date(spendersSince) };
  const without = new Set([
    ...changed.day,
    ...(await daysWithoutHours(query, schema, whose, time)).map((day) => day.getTime()),
  ]);
  return (day) => isRecent(day) || !without.has(day);
}

function boundariesOf({ boundaries = [] }: SumsQuestion): number[] {
  return boundaries.map((boundary) => boundary.getTime());
}

/** What of the sums is to be made again, since when hours have those of users and tags, and the windows. */
export interface SumsState {
  readonly changed: Changes;
  readonly spendersSince: number;
  readonly windows: readonly Window[];
}

const NOTHING_SUMMED: SumsState = {
  changed: ofEachPeriod(() => []),
  spendersSince: Infinity,
  windows: [],
};

export async function stateOfSums(query: Query, schema: string | undefined): Promise<SumsState> {
  const notes = PERIODS.map(
    (period) =>
      `SELECT DISTINCT '${period}' AS what, ${period} AS at, NULL::timestamptz AS until, NULL::integer AS days FROM ${tableName(schema, `llm_changed_${period}s`)}`,
  );
  const rows = await query<{ what: Period | 'since' | 'window'; at: Date; until: Date; days: number }>(
    `${notes.join('\nUNION ALL ')}
UNION ALL SELECT 'since', since, NULL, NULL FROM ${tableName(schema, 'llm_spender_hours')}
UNION ALL SELECT 'window', since, until, days FROM ${tableName(schema, 'llm_windows')}`,
  );
  const timesOf = (what: Period | 'since'): number[] =>
    rows.filter((row) => row.what === what).map(({ at }) => at.getTime());
  return {
    changed: ofEachPeriod(timesOf),
    spendersSince: timesOf('since')[0] ?? Infinity,
    windows: rows
      .filter(({ what }) => what === 'window')
      .map(({ at, until, days }) => ({ days, from: at.getTime(), to: until.getTime() })),
  };
}
