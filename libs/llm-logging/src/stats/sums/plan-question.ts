import { conditionsOf } from '../../storage/reading/call-filters.js';
import type { Query } from '../../storage/query.js';
import { sumTableOf, type SumColumn } from '../../storage/sums/groupings.js';
import { DAY_MS, LENGTHS, ofEachPeriod, PERIODS, type Period } from '../../storage/sums/period.js';
import type { Window } from '../../storage/sums/windows.js';
import { tableName } from '../../storage/table-name.js';
import { planReading, type Changes, type SummedSince } from './read-plan.js';
import { isAdditive, sourceFor, sumFilters, type SumSource, type SumsQuestion } from './sums-question.js';
import type { Reading } from './pieces-sql.js';

/** Where a question's answer is read. @param timed whether histograms are asked for. @throws LlmQueryError */
export async function planQuestion(
  schema: string | undefined,
  question: SumsQuestion,
  timed: boolean,
  state: () => Promise<SumsState>,
): Promise<Reading> {
  // For its errors: a wrong filter is one even where no rows are read.
  conditionsOf(question.filters);
  const filters = sumFilters(question) ?? new Map<SumColumn, string[]>();
  const source = sumFilters(question) === undefined ? undefined : sourceFor(question, [...filters.keys()], timed);
  const { changed, spendersSince, windows } = source === undefined ? NOTHING_SUMMED : await state();
  const since = summedSince(source, spendersSince);
  const plan = planReading({
    ...question.time,
    now: Date.now(),
    changed,
    boundaries: (question.boundaries ?? []).map((boundary) => boundary.getTime()),
    since,
    windows: source?.isSpending === true ? windows : [],
    mayTakeOff: timed || isAdditive(question),
  });
  return { schema, question, filters, grouping: source?.grouping, hoursSince: since.hour, plan };
}

function summedSince(source: SumSource | undefined, spendersSince: number): SummedSince {
  return ofEachPeriod((period) => {
    if (source === undefined) return Infinity;
    if (LENGTHS[period] >= DAY_MS) return -Infinity;
    if (source.hours === 'none' || sumTableOf(period, source.grouping) === undefined) return Infinity;
    return source.hours === 'all' ? -Infinity : spendersSince;
  });
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
