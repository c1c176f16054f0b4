import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { logging, startContext, storedCalls, type Options } from './application.js';
import { createTestDatabase, type TestDatabase } from './database.js';

/** An application with the log, for the tests of one `describe`. */
export interface Suite {
  readonly database: TestDatabase;
  readonly app: INestApplicationContext;
  readonly logger: LlmLoggerService;
  /** All rows, oldest first, once everything accepted is stored. */
  stored(): Promise<Record<string, any>[]>;
}

/** Starts one on a database of its own, which has no calls before each test. */
export function suite(options?: () => Options | Promise<Options>): Suite {
  const started = application(options);
  beforeEach(async () => {
    await started.logger.flush();
    await started.database.query('TRUNCATE llm_calls');
  });
  return started;
}

/** Starts one on a database of its own, which keeps its calls from test to test. */
export function application(options: () => Options | Promise<Options> = () => ({})): Suite {
  let database: TestDatabase;
  let app: INestApplicationContext;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startContext({ imports: [logging(database, await options())] });
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });
  return {
    get database() {
      return database;
    },
    get app() {
      return app;
    },
    get logger() {
      return app.get(LlmLoggerService);
    },
    stored: () => storedCalls(app, database),
  };
}
