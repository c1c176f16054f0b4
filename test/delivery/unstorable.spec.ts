import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LlmCallRepository, LlmLoggerService, LlmLoggingHealth } from 'nestjs-llm-logging';
import { temporaryFolder } from '../faults/support/temporary.js';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** Refuses what is called poison, and takes no refused calls either. By constraints, as Citus has no triggers. */
const REFUSE = [
  `ALTER TABLE llm_calls ADD CONSTRAINT refuse CHECK (prompt <> 'poison')`,
  'ALTER TABLE llm_refused_calls ADD CONSTRAINT refuse CHECK (false)',
];

describe('a call that can be neither stored nor set aside', () => {
  let database: TestDatabase;
  let journals: ReturnType<typeof temporaryFolder>;

  beforeEach(async () => {
    database = await createTestDatabase();
    journals = temporaryFolder();
    await (await startContext({ imports: [logging(database)] })).close();
    for (const statement of REFUSE) await database.query(statement);
  });
  afterEach(async () => {
    journals.remove();
    await database.drop();
  });

  const start = () => startContext({ imports: [logging(database, { delivery: { journalDirectory: journals.path } })] });
  const prompts = async (): Promise<unknown[]> =>
    (await database.query('SELECT prompt FROM llm_calls ORDER BY id')).map(({ prompt }) => prompt);

  it('holds up no other, is seen, and is stored when it can be', async () => {
    const app = await start();
    const logger = app.get(LlmLoggerService);
    for (const prompt of ['a', 'poison', 'b', 'poison', 'c']) await logger.record({ prompt });
    await logger.flush();
    expect(await prompts()).toEqual(['a', 'b', 'c']);
    expect(app.get(LlmLoggingHealth).report()).toMatchObject({
      status: 'degraded',
      circuit: 'closed',
      quarantinedCalls: 2,
      committedRecords: 3,
      refusedRecords: 0,
      droppedRecords: 0,
    });
    await database.query('ALTER TABLE llm_refused_calls DROP CONSTRAINT refuse');
    await fewerQuarantined(0, app.get(LlmLoggingHealth), logger);
    expect(app.get(LlmLoggingHealth).report()).toMatchObject({ status: 'up', refusedRecords: 2 });
    expect(await database.query('SELECT reason FROM llm_refused_calls')).toHaveLength(2);
    await app.close();
  });

  it('goes with its person, also while it is in memory and journal alone', async () => {
    const app = await start();
    const logger = app.get(LlmLoggerService);
    for (const userId of ['jane-doe', 'john-roe']) await logger.record({ prompt: 'poison', userId });
    await logger.flush();
    expect(app.get(LlmLoggingHealth).report().quarantinedCalls).toBe(2);
    await app.get(LlmCallRepository).eraseUser('jane-doe');
    await fewerQuarantined(1, app.get(LlmLoggingHealth), logger);
    await app.close();
    await database.query('ALTER TABLE llm_calls DROP CONSTRAINT refuse');
    const next = await start();
    await next.get(LlmLoggerService).flush();
    expect(await database.query('SELECT user_id FROM llm_calls')).toEqual([{ user_id: 'john-roe' }]);
    await next.close();
  });

  it('is in the journal for the next start', async () => {
    const app = await start();
    await app.get(LlmLoggerService).record({ prompt: 'poison' });
    await app.get(LlmLoggerService).flush();
    await app.close();
    await database.query('ALTER TABLE llm_calls DROP CONSTRAINT refuse');
    const next = await start();
    await next.get(LlmLoggerService).flush();
    expect(await prompts()).toEqual(['poison']);
    await next.close();
  });
});

/** Resolves when no more than so many are quarantined. */
async function fewerQuarantined(calls: number, health: LlmLoggingHealth, logger: LlmLoggerService): Promise<void> {
  while (health.report().quarantinedCalls > calls) {
    await logger.flush();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
