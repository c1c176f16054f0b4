import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import fc from 'fast-check';
import { LlmLoggerService, LlmStatsService, LlmRollupService } from 'nestjs-llm-logging';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { scaled } from '../support/scale.js';
import { checkAnswer } from './random/check-answers.js';
import { anyQuestion } from './random/questions.js';
import { recordCalls } from './random/random-calls.js';

/** `QUESTIONS=2000 QUESTIONS_SEED=7 npx jest test/stats/random-questions.spec.ts` asks more, and others. */
const QUESTIONS = Number(process.env['QUESTIONS'] ?? scaled(24, 200));
/** A busy machine takes its time for many questions. */
const PATIENCE_MS = 600_000;
const SEED = Number(process.env['QUESTIONS_SEED'] ?? 1);

let database: TestDatabase;
let app: INestApplicationContext;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startContext({
    imports: [logging(database, { retention: { enabled: false }, pendingTimeoutMs: 2_000_000_000 })],
  });
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

const record = (count: number, seed: number) => recordCalls(app.get(LlmLoggerService), count, seed);
const refresh = () => app.get(LlmRollupService).refresh();

describe.each([
  ['no hour is summed', () => record(900, 1)],
  ['every hour that is over is summed', refresh],
  ['some hours have changed since', () => record(60, 2)],
  ['there are rollups of more than a thousand calls', () => record(300, 3).then(refresh)],
])('while %s', (_state, reach) => {
  beforeAll(async () => void (await reach()), PATIENCE_MS);

  it(
    'any question is answered as plain SQL answers it from the rows',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyQuestion, (question) => checkAnswer(app.get(LlmStatsService), database, question)),
        { numRuns: QUESTIONS, seed: SEED },
      );
    },
    PATIENCE_MS,
  );
});
