import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { logging, moduleOf, startContext } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('LlmLoggingModule.forRoot() in several modules', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  it('is an error that says what to do, where each has options of its own', async () => {
    const feature = moduleOf({ imports: [logging(database, { pendingTimeoutMs: 5_000 })] });
    await expect(startContext({ imports: [feature, logging(database)] })).rejects.toThrow(
      /imported more than once.*Import `LlmLoggingModule\.forRoot\(…\)` once, in the root module/,
    );
  });

  it('is one log where it is the same', async () => {
    const log = logging(database);
    const app = await startContext({ imports: [moduleOf({ imports: [log] }), log] });
    expect(app.get(LlmLoggerService)).toBeDefined();
    await app.close();
  });

  it('is one for each module that keeps it to itself', async () => {
    const own = () => moduleOf({ imports: [{ ...logging(database), global: false }] });
    const app = await startContext({ imports: [own(), own()] });
    await app.close();
  });
});
