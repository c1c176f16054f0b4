import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LlmLoggerService, type LlmLoggingOptions } from 'nestjs-llm-logging';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { logging, startContext, storedCalls } from '../support/application.js';

describe('calls without an outcome', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await (await start()).close();
  });
  beforeEach(() => database.query('DELETE FROM llm_calls'));
  afterAll(() => database.drop());

  const start = (options: Partial<LlmLoggingOptions> = {}) => startContext({ imports: [logging(database, options)] });
  const statuses = async () =>
    (await database.query('SELECT status FROM llm_calls ORDER BY id')).map(({ status }) => status);
  const eventually = async (wanted: unknown) => {
    for (let tries = 0; tries < 100; tries += 1) {
      if (JSON.stringify(await statuses()) === JSON.stringify(wanted)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await statuses()).toEqual(wanted);
  };

  it('show as pending within a second, and become timeouts after pendingTimeoutMs', async () => {
    const app = await start({ pendingTimeoutMs: 1_500 });
    await app.get(LlmLoggerService).start({ prompt: 'never heard of again' });
    await eventually(['pending']);
    await eventually(['timeout']);
    expect(await database.query('SELECT error_type, error_message, latency_ms FROM llm_calls')).toMatchObject([
      { error_type: 'PendingTimeout', error_message: expect.stringMatching(/pendingTimeoutMs/), latency_ms: null },
    ]);
    await app.close();
  });

  it('take their late outcome, from any process', async () => {
    const [app, other] = [await start({ pendingTimeoutMs: 300 }), await start()];
    const id = await app.get(LlmLoggerService).start({ prompt: 'slow' });
    await app.get(LlmLoggerService).flush();
    await eventually(['timeout']);
    await other.get(LlmLoggerService).complete(id, { response: 'at last' });
    const [row] = await storedCalls(other, database);
    expect(row).toMatchObject({ status: 'success', response: 'at last', error_type: null, error_message: null });
    await app.close();
    await other.close();
  });

  it('are left alone before their time, and so are ended ones', async () => {
    const app = await start({ pendingTimeoutMs: 60_000 });
    const logger = app.get(LlmLoggerService);
    const started = new Date(Date.now() - 120_000);
    await logger.start({ prompt: 'young' });
    await logger.record({ prompt: 'ended', startedAt: started, latencyMs: 5 });
    await logger.flush();
    const sweeping = await start({ pendingTimeoutMs: 200 });
    await eventually(['success', 'timeout']);
    await sweeping.close();
    await app.close();
  });

  it('are swept once by several instances', async () => {
    const app = await start();
    for (let n = 0; n < 2_500; n += 1) await app.get(LlmLoggerService).start({ prompt: `${n}` });
    await app.get(LlmLoggerService).flush();
    const instances = await Promise.all([1, 2, 3].map(() => start({ pendingTimeoutMs: 100 })));
    await eventually(Array.from({ length: 2_500 }, () => 'timeout'));
    await Promise.all([app, ...instances].map((each) => each.close()));
  });
});
