import type { QueryPlan } from '../plan/plan-question.js';
import type { RollupQuestion } from '../plan/question.js';
import { joinedLists, LISTS, listsOfCall, mergedLists } from '../schema/histogram-columns.js';
import { measuresOfCalls, measuresOfRollups, USUAL_NAMES } from '../schema/measures.js';
import { GROUPINGS } from '../schema/tables.js';
import { selectSql, sourcesOf } from './sources-sql.js';

export interface BoundSql {
  readonly sql: string;
  readonly values: unknown[];
}

/** One row of measures for each group, of rollups and rows together. */
export function measuresSql(plan: QueryPlan): BoundSql {
  const { groupBy, measures = USUAL_NAMES, boundaries } = plan.question;
  const names = [...groupBy, ...(boundaries === undefined ? [] : ['bucket'])];
  const { sources, values } = sourcesOf(plan, {
    ofRollups: measures,
    ofCalls: (calls, columns, by) => selectSql([...columns, measuresOfCalls(measures)], calls, by),
  });
  const added = selectSql([...names, measuresOfRollups(measures)], unionSql(sources), names);
  return { sql: `${added}${orderOf(plan.question)}`, values };
}

/** A list of less (characters) is counted by Node in less time than by PostgreSQL. */
const READ_AS_IT_IS = 100_000;

/** Histograms, as lists. Of a group there may be several, as joining the lists of each period takes longer than reading them. */
export function histogramsSql(plan: QueryPlan): BoundSql {
  const { groupBy, lists = LISTS } = plan.question;
  const { sources, values } = sourcesOf(plan, {
    ofRollups: lists,
    ofCalls: (calls, columns, by) => {
      const timed = `(${selectSql([...columns, listsOfCall(lists)], calls, [])}) AS timed`;
      const joined = `(${selectSql([...by, joinedLists(lists)], timed, by)}) AS joined`;
      return selectSql([...by, mergedLists(lists, READ_AS_IT_IS)], joined, []);
    },
  });
  const by = [...groupBy, 'bucket'];
  const united = unionSql(sources);
  return {
    sql: areFinerThanAsked(plan) ? selectSql([...by, joinedLists(lists)], united, by) : selectSql(['*'], united, []),
    values,
  };
}

/** Whether there are many rollups for each group of a period. A model has one provider, mostly. */
function areFinerThanAsked({ question: { groupBy }, filters, grouping }: QueryPlan): boolean {
  if (grouping === undefined) return false;
  return GROUPINGS[grouping].columns.some(
    (column) => column !== 'provider' && !groupBy.includes(column) && filters.get(column)?.length !== 1,
  );
}

function unionSql(sources: readonly string[]): string {
  return `(\n${sources.join('\nUNION ALL\n')}\n) AS sources`;
}

function orderOf({ top, measures = USUAL_NAMES }: RollupQuestion): string {
  if (top === undefined) return '';
  const by = (top.by === 'cost' ? (['cost', 'calls'] as const) : (['calls', 'cost'] as const))
    .filter((name) => measures.includes(name))
    .map((name) => `${name} DESC NULLS LAST`);
  return ` ORDER BY ${by.join(', ')}, 1 LIMIT ${top.limit}`;
}
