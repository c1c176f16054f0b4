import type { Query } from '../../storage/query.js';
import { rollupFilters, sourceFor } from './choose-grouping.js';
import { goneWithin, hoursOf, readState, type QueryPlan } from './plan-question.js';
import type { RollupQuestion } from './question.js';

/**
 * Where a question is answered for calls whose rows are gone: from the parts of rollups that are not made again. Calls at the ends of the
 * time are left out where their hour, or their day where there are no rollups of hours, is not all within it.
 * @returns undefined where rollups do not know the question.
 */
export async function planGone(
  query: Query,
  schema: string | undefined,
  question: RollupQuestion,
): Promise<QueryPlan | undefined> {
  const filters = rollupFilters(question);
  if (filters === undefined) return undefined;
  const source = sourceFor(question, filters, false);
  if (source === undefined) return undefined;
  const { calendar } = await readState(query, schema);
  const now = Date.now();
  // The day that runs is read whole.
  const time = { from: question.time.from, to: Math.min(question.time.to, calendar.at('day', now).end) };
  return {
    schema,
    question,
    filters,
    grouping: source.grouping,
    parts: { week: [], day: [], hour: [], rows: [] },
    gone: goneWithin([time], hoursOf(source, calendar, now), calendar),
  };
}
