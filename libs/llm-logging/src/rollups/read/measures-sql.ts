import { joinedLists, LISTS, listsOfCall, mergedLists } from '../schema/histogram-columns.js';
import { GROUPINGS } from '../schema/tables.js';
import { measuresOfCalls, measuresOfSums, USUAL_NAMES } from '../schema/measures.js';
import type { Reading } from '../plan/plan-question.js';
import { BUCKETS_OF, piecesOf, selectSql, type Piece } from './sources-sql.js';
import type { SumsQuestion } from '../plan/question.js';

export interface BoundSql {
  readonly sql: string;
  readonly values: unknown[];
}

/** One row of measures for each group, of sums and rows together. */
export function measuresSql(reading: Reading): BoundSql {
  const { groupBy, measures = USUAL_NAMES, boundaries } = reading.question;
  const names = [...groupBy, ...(boundaries === undefined ? [] : ['bucket'])];
  const { pieces, values } = piecesOf(reading, {
    ofSums: measures,
    ofCalls: (calls, told, by) => selectSql([...told, measuresOfCalls(measures)], calls, by),
  });
  const counted = ({ role, sql }: Piece): string => {
    const { bucket, times, sides } = COUNTED[role];
    const buckets = boundaries === undefined ? [] : [`${bucket} AS bucket`];
    return selectSql([...groupBy, ...buckets, ...measures.map(times)], `(${sql}) AS ${role}${sides}`, []);
  };
  const added = selectSql([...names, measuresOfSums(measures)], unionSql(pieces.map(counted)), names);
  return { sql: `${added}${emptyGroupsLeftOut(reading)}${orderOf(reading.question)}`, values };
}

const COUNTED = {
  added: { bucket: 'added_to', times: (name: string) => name, sides: '' },
  takenOff: { bucket: 'taken_from', times: (name: string) => `-${name} AS ${name}`, sides: '' },
  moved: {
    bucket: 'CASE times WHEN 1 THEN added_to ELSE taken_from END',
    times: (name: string) => `times * ${name} AS ${name}`,
    sides: ' CROSS JOIN (VALUES (1), (-1)) AS sides (times)',
  },
} as const;

/** A list of less (characters) is counted by Node in less time than by PostgreSQL. */
const READ_AS_IT_IS = 100_000;

/**
 * Histograms, as lists, of calls that are added to one bucket, taken off from one, or both. Of a group there may be several, as joining the
 * lists of each period takes longer than reading them.
 */
export function bucketsSql(reading: Reading): BoundSql {
  const { groupBy, lists = LISTS } = reading.question;
  const { pieces, values } = piecesOf(reading, {
    ofSums: lists,
    ofCalls: (calls, told, by) => {
      const timed = `(${selectSql([...told, listsOfCall(lists)], calls, [])}) AS timed`;
      const joined = `(${selectSql([...by, joinedLists(lists)], timed, by)}) AS joined`;
      return selectSql([...by, mergedLists(lists, READ_AS_IT_IS)], joined, []);
    },
  });
  const sided = ({ role, sql }: Piece): string => {
    const sides = ['added_to', 'taken_from'].map((side) =>
      BUCKETS_OF[role].includes(side) ? side : `NULL::integer AS ${side}`,
    );
    return selectSql([...groupBy, ...sides, ...lists], `(${sql}) AS ${role}`, []);
  };
  const by = [...groupBy, 'added_to', 'taken_from'];
  const united = unionSql(pieces.map(sided));
  return {
    sql: areFinerThanAsked(reading) ? selectSql([...by, joinedLists(lists)], united, by) : selectSql(['*'], united, []),
    values,
  };
}

/** Whether there are many sums for each group of a period. A model has one provider, mostly. */
function areFinerThanAsked({ question: { groupBy }, filters, grouping }: Reading): boolean {
  if (grouping === undefined) return false;
  return GROUPINGS[grouping].columns.some(
    (column) => column !== 'provider' && !groupBy.includes(column) && filters.get(column)?.length !== 1,
  );
}

function unionSql(parts: readonly string[]): string {
  return `(\n${parts.join('\nUNION ALL\n')}\n) AS parts`;
}

/** Groups whose calls are all taken off again. */
function emptyGroupsLeftOut({ question, plan: { takenOff, moved } }: Reading): string {
  const less = [takenOff, moved].flatMap((parts) => Object.values(parts));
  return less.some((parts) => parts.length > 0) && question.groupBy.length > 0 ? ' HAVING sum(calls) > 0' : '';
}

function orderOf({ top, measures = USUAL_NAMES }: SumsQuestion): string {
  if (top === undefined) return '';
  const by = (top.by === 'cost' ? (['cost', 'calls'] as const) : (['calls', 'cost'] as const))
    .filter((name) => measures.includes(name))
    .map((name) => `${name} DESC NULLS LAST`);
  return ` ORDER BY ${by.join(', ')}, 1 LIMIT ${top.limit}`;
}
