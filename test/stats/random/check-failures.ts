import { expect } from '@jest/globals';
import { descending, type Asked } from './check-answers.js';
import { expectTotals, PERCENTILES, USAGE } from './compare.js';
import { NAMES, plainTotals, rowsSql, type Rows } from './plain-sql.js';

/** What messages have before their number, which is what makes errors one. */
const KIND = `coalesce(split_part(error_message, ' #', 1), error_type, '') || '|' || coalesce(error_code, '')`;

export async function checkErrors({ stats, database, query, rows }: Asked): Promise<void> {
  const { groups, messages, ...all } = await stats.getErrorRates(query);
  const plain = await plainTotals(database, rows, [NAMES[(query.groupBy ?? 'callType') as 'model']]);
  const rate = ({ totalCalls, ...rest }: { totalCalls: number }) => ({ ...rest, finishedCalls: totalCalls });
  const members = ['finishedCalls', 'failedCalls', 'errorRate'] as const;
  expectTotals(rate(all), (await plainTotals(database, rows)).get(''), members);
  expect(groups.map(({ name }) => name).sort()).toEqual([...plain.keys()].sort());
  for (const { name, ...group } of groups) expectTotals(rate(group), plain.get(name), members);
  expect(descending(groups.map(({ failedCalls }) => failedCalls))).toBe(true);

  const { sql, values } = rowsSql(rows);
  const kinds = await database.query<{ calls: number; last: string; at: Date; type: string; code: string }>(
    `SELECT count(*)::int AS calls, (array_agg(id ORDER BY id DESC))[1]::text AS last, max(started_at) AS at,
  (array_agg(error_type ORDER BY id DESC))[1] AS type, (array_agg(error_code ORDER BY id DESC))[1] AS code
${sql} AND status IN ('error', 'timeout') GROUP BY ${KIND} ORDER BY 1 DESC`,
    values,
  );
  const limit = query.messages ?? 10;
  expect(messages.map(({ calls }) => calls)).toEqual(kinds.slice(0, limit).map(({ calls }) => calls));
  for (const { message: _text, ...listed } of messages) {
    const { calls, last, at, type, code } = kinds.find(({ last }) => last === listed.lastCallId)!;
    expect(listed).toEqual({ calls, lastCallId: last, lastAt: at, errorType: type, errorCode: code });
  }
}

export async function checkRag({ stats, database, query, rows }: Asked): Promise<void> {
  const { steps, failedTraces, ...all } = await stats.getRagHealth(query);
  const pipeline: string[] = query.steps ?? ['rag_query', 'rag_synthesis'];
  const inTraces = await withinTraces(database, rows, pipeline);
  const names: string[] = query.steps ?? [...new Set(['embedding', 'rag_query', 'rag_synthesis', ...inTraces.keys()])];
  const within = { ...rows, filters: { ...rows.filters, callType: names } };
  const total = (await plainTotals(database, within)).get('')!;
  expectTotals(all, total, ['totalCalls', 'successRate']);
  expect(new Set(steps.map(({ callType }) => callType))).toEqual(new Set(names));
  const allTime = names.reduce((sum, name) => sum + (inTraces.get(name) ?? 0), 0);
  const plain = await plainTotals(database, within, [NAMES.callType]);
  for (const { callType, shareOfTime, ...step } of steps) {
    expectTotals(step, plain.get(callType), [...USAGE, ...PERCENTILES]);
    if (allTime > 0) expect(shareOfTime).toBeCloseTo((inTraces.get(callType) ?? 0) / allTime, 9);
    else expect(shareOfTime).toBeNull();
  }
  expect(failedTraces.map(({ callId }) => callId)).toEqual(
    await newestFailures(database, { rows, pipeline }, query.limit ?? 20),
  );
}

/** Latency by type of what has ended in traces of a pipeline, none of which has a call inside another. */
async function withinTraces(database: Asked['database'], rows: Rows, pipeline: string[]): Promise<Map<string, number>> {
  const { sql, values } = rowsSql(rows);
  const found = await database.query<{ call_type: string; time: string }>(
    `SELECT call_type, sum(latency_ms) AS time ${sql} AND status <> 'pending'
  AND trace_id IN (SELECT trace_id ${sql} AND call_type = ANY ($${values.length + 1})) GROUP BY 1`,
    [...values, pipeline],
  );
  return new Map(found.map(({ call_type: callType, time }) => [callType, Number(time)]));
}

/** The last failed call of each trace of the pipeline that has one. */
async function newestFailures(
  database: Asked['database'],
  { rows, pipeline }: { rows: Rows; pipeline: string[] },
  limit: number,
): Promise<string[]> {
  const { sql, values } = rowsSql(rows);
  const all = rowsSql({ ...rows, filters: {} });
  const found = await database.query<{ id: string }>(
    `SELECT id FROM (SELECT DISTINCT ON (trace_id) id ${sql} AND status IN ('error', 'timeout') AND trace_id IN (SELECT trace_id ${all.sql} AND call_type = ANY ($${values.length + 1}))
  ORDER BY trace_id, id DESC) AS last ORDER BY id DESC LIMIT ${limit}`,
    [...values, pipeline],
  );
  return found.map(({ id }) => id);
}
