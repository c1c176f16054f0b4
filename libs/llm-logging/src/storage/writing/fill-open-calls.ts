import { ANSWERED, ASKED, CALL_COLUMNS, USED } from 'llm-exchange/call';
import { bytesOf, recordOf, type CallLine } from './call-line.js';
import { hoursOfIds, noteChangedHours } from './changed-hours.js';
import { countedBeforeSql } from '../budgets/counted-calls.js';
import { countRows } from '../budgets/count-spending.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import { PENDING_TIMEOUT } from './time-out-pending-calls.js';

/** A call whose own events have usage keeps it: none is counted twice. */
const HAS_USAGE = 'num_nonnulls(c.prompt_tokens, c.completion_tokens, c.estimated_cost) > 0';

/**
 * Fills calls that have no outcome with what the only exchange inside each reported, given as its own record. The outcome, should it come
 * after all, replaces this. Calls that were made anonymous stay as they are.
 */
export async function fillOpenCalls(
  query: Query,
  schema: string | undefined,
  exchanges: readonly CallLine[],
): Promise<void> {
  const calls = tableName(schema, 'llm_calls');
  const rows = await query<{ id: string }>(`SELECT id FROM ${calls} WHERE id = ANY ($1)`, [
    exchanges.map(({ id }) => id),
  ]);
  const known = new Set(rows.map(({ id }) => id));
  const only = exchanges.filter(({ id }) => !known.has(id));
  const parents = only.map((exchange) => recordOf(exchange).parentCallId).filter((id) => id !== undefined);
  if (parents.length === 0) return;
  const filled = await query<{ id: string }>(fillSql(calls, tableName(schema, 'llm_erased_calls')), [
    bytesOf(only, '[', ']'),
    parents,
  ]);
  await countRows(
    query,
    schema,
    filled.map(({ id }) => id),
  );
  await noteChangedHours(query, schema, hoursOfIds(parents));
}

function fillSql(calls: string, erasedCalls: string): string {
  const members = [...ASKED, ...ANSWERED, ...USED, 'metadata'] as const;
  const shape = members.map((member) => `"${member}" ${CALL_COLUMNS[member].type}`).join(', ');
  const filled = [...ASKED, ...ANSWERED].map((member) => `coalesce(c.${CALL_COLUMNS[member].column}, t."${member}")`);
  const used = USED.map(
    (member) => `CASE WHEN ${HAS_USAGE} THEN c.${CALL_COLUMNS[member].column} ELSE t."${member}" END`,
  );
  const columns = members.map((member) => CALL_COLUMNS[member].column).join(', ');
  return `WITH filled AS (UPDATE ${calls} AS c SET (${columns}, counted_before) = ROW (${[...filled, ...used].join(', ')}, coalesce(t.metadata, '{}') || c.metadata, ${countedBeforeSql('c')})
FROM json_to_recordset($1::json) AS t("parentCallId" uuid, ${shape})
WHERE c.id = t."parentCallId" AND c.id = ANY ($2)
  AND c.id NOT IN (SELECT id FROM ${erasedCalls} WHERE id = ANY ($2))
  AND (c.status = 'pending' OR (c.status = 'timeout' AND c.error_type = '${PENDING_TIMEOUT}')) RETURNING c.id) SELECT id FROM filled`;
}
