import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmCallRepository, LlmLoggerService, LlmQueryError } from 'nestjs-llm-logging';
import { readFileSync } from 'node:fs';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const OPERATIONS = new URL('../../docs/operations.md', import.meta.url);

let database: TestDatabase;
let app: INestApplicationContext;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startContext({ imports: [logging(database, { capture: { maxPayloadBytes: 4_000_000 } })] });
  const logger = app.get(LlmLoggerService);
  await logger.record({ taskId: 'delivery', prompt: 'Was the Delivery late?', response: 'Yes: two days.' });
  await logger.record({
    taskId: 'failed',
    prompt: 'delivered 100% of it',
    errorMessage: 'rate_limit at api.openai.com',
  });
  await logger.record({ taskId: 'japanese', prompt: '配達は遅れましたか' });
  await logger.flush();
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const search = async (text: string) =>
  (await app.get(LlmCallRepository).listByFilters({ search: text })).items.map(({ taskId }) => taskId);

async function findsAll(): Promise<void> {
  expect(await search('delivery')).toEqual(['delivery']);
  expect(await search('deliver')).toEqual([]);
  expect(await search('DELIVER*')).toEqual(['failed', 'delivery']);
  expect(await search('late yes')).toEqual(['delivery']);
  expect(await search('"two days"')).toEqual(['delivery']);
  expect(await search('"days two"')).toEqual([]);
  expect(await search('rate_limit')).toEqual(['failed']);
  expect(await search('api.openai.com')).toEqual(['failed']);
  expect(await search('100%')).toEqual(['failed']);
  expect(await search('遅れ')).toEqual(['japanese']);
  expect(await search(`it's & | ! :* <->`)).toEqual([]);
}

describe('search', () => {
  it('finds words, phrases, beginnings and what is written without spaces', findsAll);

  it('refuses what asks for nothing or too much', async () => {
    for (const wrong of [' ', '""', 'x'.repeat(2_001), 'a '.repeat(40)])
      await expect(search(wrong)).rejects.toThrow(LlmQueryError);
  });

  it('finds the same with the index of the docs, which refuses no text', async () => {
    const [, rest] = /CREATE INDEX CONCURRENTLY ON \S+ (.*);/.exec(readFileSync(OPERATIONS, 'utf8'))!;
    await database.query(`CREATE INDEX ON llm_calls ${rest}`);
    const words = Array.from({ length: 150_000 }, (_none, n) => `w${n}`).join(' ');
    await app.get(LlmLoggerService).record({ taskId: 'words', prompt: words, response: words });
    await app.get(LlmLoggerService).flush();
    expect(await search('w17')).toEqual(['words']);
    await findsAll();
  });
});
