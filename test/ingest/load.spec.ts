import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { LlmLoggingHealth } from 'nestjs-llm-logging';
import { logging, moduleOf } from '../support/application.js';
import { listen } from '../support/http-application.js';
import { traceOf } from './spans.js';

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
  if (room.durability === 'journal') expect(writtenIn(journalDirectory)).toContain(few.traceId);
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

function writtenIn(directory: string): string {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join();
}
