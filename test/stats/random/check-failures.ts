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
  for (const { message: _text, ...told } of messages) {
    const { calls, last, at, type, code } = kinds.find(({ last }) => last === told.lastCallId)!;
    expect(told).toEqual({ calls, lastCallId: last, lastAt: at, errorType: type, errorCode: code });
  }
}

export async function checkRag({ stats, database, query, rows }: Asked): Promise<void> {
  const { steps, failedTraces, ...all } = await stats.getRagHealth(query);
  const names: string[] = query.steps ?? ['embedding', 'rag_query', 'rag_synthesis'];
  const within = { ...rows, filters: { ...rows.filters, callType: names } };
  const total = (await plainTotals(database, within)).get('')!;
  expectTotals(all, total, ['totalCalls', 'successRate']);
  expect(steps.map(({ callType }) => callType)).toEqual(names);
  const plain = await plainTotals(database, within, [NAMES.callType]);
  for (const { callType, shareOfTime, ...step } of steps) {
    expectTotals(step, plain.get(callType), [...USAGE, ...PERCENTILES]);
    const time = Number(plain.get(callType)?.latencySum ?? 0);
    if (total.latencySum) expect(shareOfTime).toBeCloseTo(time / Number(total.latencySum), 9);
    else expect(shareOfTime).toBeNull();
  }
  expect(failedTraces.map(({ callId }) => callId)).toEqual(await newestFailures(database, within, query.limit ?? 20));
}

/** The last failed call of each trace that has one. */
async function newestFailures(database: Asked['database'], rows: Rows, limit: number): Promise<string[]> {
  const { sql, values } = rowsSql(rows);
  const found = await database.query<{ id: string }>(
    `SELECT id FROM (SELECT DISTINCT ON (trace_id) id ${sql} AND status IN ('error', 'timeout') AND trace_id IS NOT NULL
  ORDER BY trace_id, id DESC) AS last ORDER BY id DESC LIMIT ${limit}`,
    values,
  );
  return found.map(({ id }) => id);
}
