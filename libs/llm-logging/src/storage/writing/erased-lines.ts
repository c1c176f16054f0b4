import type { PipelineStep } from '../connection/pipeline.js';
import { tableName } from '../table-name.js';

/** Key of the advisory lock that writers share, and that an erasure has for itself in the moment in which it becomes known. */
export const ERASURE_LOCK = '7308332045016109';

/**
 * What a writer says first in its transaction. An erasure waits for the transactions that have said it and, once it is known, each that says
 * it later sees it: no batch is between the two.
 */
export const BEFORE_WRITING: PipelineStep = { sql: `SELECT pg_advisory_xact_lock_shared(${ERASURE_LOCK})`, values: [] };

/** In the error of {@link nobodyErasedStep}. */
const SOMEBODY = 'llm_erasures has rows';

/** Fails where anybody was erased: lines are then to be compared with `llm_erasures`. Where nobody was, which is cheap to see, none is. */
export function nobodyErasedStep(schema: string | undefined): PipelineStep {
  return {
    sql: `SELECT (SELECT '${SOMEBODY}'::text FROM ${tableName(schema, 'llm_erasures')} LIMIT 1)::integer`,
    values: [],
  };
}

/** Whether {@link nobodyErasedStep} failed. */
export function isOfErasures(error: unknown): boolean {
  return error instanceof Error && error.message.includes(SOMEBODY);
}

/**
 * SQL that is true for an erasure `e` of the person of a line.
 * @param line how the columns of the line are named.
 */
function erasesSql(line: { id: string; userId: string; companyId: string; tags: string }): string {
  return `e.user_hash = ${userHashSql(line.userId)} AND ${line.id} < e.below
  AND (e.company_id IS NULL OR e.company_id = ${line.companyId}) AND NOT coalesce(${line.tags} && e.hold_tags, false)`;
}

export function userHashSql(userId: string): string {
  return `encode(sha256(convert_to(${userId}, 'UTF8')), 'hex')`;
}

/**
 * What precedes an insert of the lines `t`: `gone` has those of erased calls, whose ids are noted, as the next event of such a call may
 * not say whose it is. `stays`: of calls that were made anonymous, which stay without what is personal.
 */
export function goneSql(schema: string | undefined): string {
  const [erasures, erasedCalls] = [tableName(schema, 'llm_erasures'), tableName(schema, 'llm_erased_calls')];
  const line = { id: 't.id', userId: 't."userId"', companyId: 't."companyId"', tags: 't.tags' };
  return `found AS MATERIALIZED (
  SELECT t.id, bool_and(e.anonymises) AS stays FROM t JOIN ${erasures} AS e ON ${erasesSql(line)} GROUP BY t.id
), noted AS (
  INSERT INTO ${erasedCalls} (id, stays) SELECT id, stays FROM found ORDER BY id ON CONFLICT (id) DO NOTHING
), gone AS (
  SELECT id, bool_and(stays) AS stays
  FROM (SELECT id, stays FROM found UNION ALL SELECT e.id, e.stays FROM t JOIN ${erasedCalls} AS e ON e.id = t.id) AS each
  GROUP BY id
)`;
}

/** Sets a refused record ($1) aside with its reason ($2), unless its call ($3, of the user $4, the company $5, with the tags $6) was erased. */
export function setAsideSql(schema: string | undefined): string {
  const line = {
    id: `nullif($3, '')::uuid`,
    userId: '$4::text',
    companyId: '$5::text',
    tags: 'ARRAY(SELECT json_array_elements_text($6::json))',
  };
  return `INSERT INTO ${tableName(schema, 'llm_refused_calls')} (record, reason) SELECT $1, $2
WHERE NOT EXISTS (SELECT FROM ${tableName(schema, 'llm_erasures')} AS e WHERE ${erasesSql(line)})
  AND NOT EXISTS (SELECT FROM ${tableName(schema, 'llm_erased_calls')} AS e WHERE e.id = ${line.id})`;
}
