import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LlmLoggerService, LlmLoggingHealth } from 'nestjs-llm-logging';
import { logging, moduleOf } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen, type ListeningApplication } from '../support/http-application.js';
import { traceOf, type GivenSpan } from './spans.js';

const TOKEN = 'token-of-all';
const INGEST = { ingest: { tokens: [{ token: TOKEN }] } };
const CALL = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.provider.name': 'openai',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.output_tokens': 100,
};

function send(url: string, body: object): Promise<Response> {
  return fetch(`${url}/llm-ingest/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(body),
  });
}

it.each([
  ['journal', { durability: 'journal', maxJournalBytes: 1024 * 1024 }],
  ['memory', { durability: 'memory' }],
] as const)('answers 503 with Retry-After when the %s can take no more, and says so in its health', async (_, room) => {
  const journalDirectory = mkdtempSync(join(tmpdir(), 'journal-'));
  const away = {
    database: { url: 'postgres://x@127.0.0.1:1/x' },
    delivery: { ...room, journalDirectory, maxBufferedBytes: 64 * 1024, shutdownTimeoutMs: 100 },
  } as const;
  const { app, url } = await listen('express', moduleOf({ imports: [logging({} as never, { ...INGEST, ...away })] }));
  const few = traceOf({ attributes: CALL });
  expect((await send(url, few.body)).status).toBe(200);
  const many = traceOf(...Array.from({ length: 99 }, (_, index) => ({ id: `${index}`.padStart(1), attributes: CALL })));
  many.spans.forEach((span, index) => (span['spanId'] = index.toString(16).padStart(16, 'a')));
  let answer = await send(url, many.body);
  for (let time = 0; answer.status === 200 && time < 60; time += 1) {
    many.spans.forEach((span, index) => (span['spanId'] = `${time}${index}`.padStart(16, 'b')));
    answer = await send(url, many.body);
  }
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  const { ingest, droppedRecords } = app.get(LlmLoggingHealth).report();
  expect(ingest).toMatchObject({ refusedRequests: 1, rejected: 0 });
  expect(ingest!.requests).toBeGreaterThanOrEqual(1);
  // A full journal takes nothing more, rather than lose what it has.
  if (room.durability === 'journal') expect(droppedRecords).toBe(0);
  await app.close();
  rmSync(journalDirectory, { recursive: true });
});

describe('two instances on one database', () => {
  let database: TestDatabase;
  let instances: ListeningApplication[];

  beforeAll(async () => {
    database = await createTestDatabase();
    instances = [];
    for (let number = 0; number < 2; number += 1)
      instances.push(await listen('express', moduleOf({ imports: [logging(database, INGEST)] })));
  });

  afterAll(async () => {
    await Promise.all(instances.map(({ app }) => app.close()));
    await database.drop();
  });

  async function rowsOf(traceId: string): Promise<Record<string, any>[]> {
    await Promise.all(instances.map(({ app }) => app.get(LlmLoggerService).flush()));
    return database.query('SELECT * FROM llm_calls WHERE trace_id = $1', [traceId]);
  }

  it('make one row of a span that is posted to both at the same time', async () => {
    const { traceId, body } = traceOf({ attributes: CALL });
    const answers = await Promise.all(instances.map(({ url }) => send(url, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await rowsOf(traceId)).toHaveLength(1);
  });

  it('count two spans of one call once, of which each gets one at the same time', async () => {
    const outer: GivenSpan = { id: '1', name: 'outer', attributes: CALL };
    const { traceId, posts } = traceOf(outer, { id: '2', parent: '1', name: 'inner', attributes: CALL });
    await Promise.all(instances.map(({ url }, index) => send(url, posts[index]!)));
    const calls = async (): Promise<unknown[]> => (await rowsOf(traceId)).filter(({ kind }) => kind === 'call');
    while ((await calls()).length > 1) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await calls()).toMatchObject([{ name: 'outer', prompt_tokens: 1000 }]);
  });
});
