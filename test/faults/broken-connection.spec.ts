import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LlmLoggerService, LlmLoggingHealth, LlmLoggingModule } from 'nestjs-llm-logging';
import { startContext } from '../support/application.js';
import { createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';
import { report } from './support/figures.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { temporaryFolder } from './support/temporary.js';

const ROUNDS = scaled(8, 100);
const CALLS = 40;

(onPglite ? describe.skip : describe)('a connection that breaks', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let app: INestApplicationContext;
  let journals: ReturnType<typeof temporaryFolder>;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  beforeEach(async () => {
    journals = temporaryFolder();
    proxy = await TcpProxy.start(database.url);
    const delivery = { journalDirectory: journals.path, maxBatchRows: 15, flushIntervalMs: 20 };
    app = await startContext({
      imports: [LlmLoggingModule.forRoot({ database: { url: proxy.url, poolSize: 2 }, delivery })],
    });
    await app.get(LlmLoggerService).flush();
    await database.query('TRUNCATE llm_calls');
  });

  afterEach(async () => {
    await app.close();
    await proxy.close();
    journals.remove();
  });

  /** Makes calls with the fault armed, until all of them are stored, and then again. */
  async function rounds(fault: string, arm: () => void): Promise<void> {
    const logger = app.get(LlmLoggerService);
    for (let round = 0; round < ROUNDS; round += 1) {
      arm();
      for (let n = 0; n < CALLS; n += 1) {
        const key = `${round}-${n}`;
        if (n % 2 === 0) await logger.record({ taskId: key, prompt: 'x'.repeat(500), response: key });
        else await logger.complete(await logger.start({ taskId: key, prompt: 'x'.repeat(500) }), { response: key });
      }
      await logger.flush();
      await expectRows((round + 1) * CALLS);
    }
    expect(proxy.cuts).toBeGreaterThanOrEqual(ROUNDS / 2);
    expect(app.get(LlmLoggingHealth).report()).toMatchObject({
      droppedRecords: 0,
      droppedTexts: 0,
      refusedRecords: 0,
      queuedCalls: 0,
    });
    report({ fault, extent: `${proxy.cuts} cuts`, acknowledged: ROUNDS * CALLS, lost: 0, doubled: 0 });
  }

  async function expectRows(n: number): Promise<void> {
    const sql = `SELECT count(*)::int AS rows, count(DISTINCT task_id)::int AS calls,
      count(*) FILTER (WHERE status = 'success' AND response = task_id)::int AS complete FROM llm_calls`;
    expect(await database.query(sql)).toEqual([{ rows: n, calls: n, complete: n }]);
  }

  it(
    'in the middle of a statement',
    () =>
      rounds('connection cut in a statement', () => proxy.cutAfter(Math.floor(Math.random() * 20_000), 'to server')),
    PATIENCE_MS,
  );

  it(
    'in the middle of an answer',
    () => rounds('connection cut in an answer', () => proxy.cutAfter(Math.floor(Math.random() * 60), 'to client')),
    PATIENCE_MS,
  );

  it(
    'before the commit arrives, or half of it',
    () => rounds('connection cut in commit', () => proxy.cutCommit(Math.floor(Math.random() * 5))),
    PATIENCE_MS,
  );

  it(
    'after the commit, whose answer never comes',
    () => rounds('answer of commit lost', () => proxy.swallowAnswerOfCommit()),
    PATIENCE_MS,
  );
});
