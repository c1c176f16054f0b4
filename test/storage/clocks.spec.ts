import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  LlmCallRepository,
  LlmCallStatus,
  LlmLoggerService,
  LlmStatsService,
  LlmRollupService,
} from 'nestjs-llm-logging';
import { setTimeout as sleep } from 'node:timers/promises';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const DAY_MS = 86_400_000;
const RealDate = Date;

/** From now on this process takes it for so much later; the database's clock is right. */
function shiftClock(shiftMs: number): void {
  class ShiftedDate extends RealDate {
    constructor(...args: [] | [number | string | Date]) {
      if (args.length === 0) super(RealDate.now() + shiftMs);
      else super(...(args as [number]));
    }
    static override now(): number {
      return RealDate.now() + shiftMs;
    }
  }
  globalThis.Date = ShiftedDate as DateConstructor;
}

describe.each([
  ['a day behind', -DAY_MS],
  ['a day ahead of', DAY_MS],
  ['forty days ahead of', 40 * DAY_MS],
])('an application whose clock is %s the database’s', (_name, shiftMs) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
    shiftClock(shiftMs);
  });
  afterEach(async () => {
    globalThis.Date = RealDate;
    await database.drop();
  });

  it('makes partitions, stores, answers and ends what stays open, by its own time', async () => {
    const app = await startContext({ imports: [logging(database, { pendingTimeoutMs: 400 })] });
    try {
      const logger = app.get(LlmLoggerService);
      const id = await logger.record({ userId: 'u', promptTokens: 7, latencyMs: 5 });
      const earlier = await logger.record({
        userId: 'u',
        promptTokens: 5,
        startedAt: new Date(Date.now() - 2 * DAY_MS),
      });
      await logger.start({ taskId: 'open' });
      await logger.flush();
      const { items } = await app.get(LlmCallRepository).listByFilters({ userId: 'u' });
      expect(items.map((call) => call.id)).toEqual([id, earlier]);
      expect(Math.abs(items[0]!.startedAt!.getTime() - Date.now())).toBeLessThan(60_000);

      const partitions = await database.query<{ name: string }>(
        `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'llm_calls'::regclass`,
      );
      const inAWeek = new Date(Date.now() + 7 * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
      expect(partitions.some(({ name }) => name.split('_')[2]! <= inAWeek && inAWeek < name.split('_')[3]!)).toBe(true);

      const stats = app.get(LlmStatsService);
      const askAll = () => stats.getCostStats({ days: 7, userId: 'u' });
      expect(await askAll()).toMatchObject({ totalCalls: 2, promptTokens: 12 });
      await app.get(LlmRollupService).refresh();
      expect(await askAll()).toMatchObject({ totalCalls: 2, promptTokens: 12 });

      const isTimedOut = async () =>
        (await app.get(LlmCallRepository).listByFilters({ taskId: 'open' })).items[0]!.status === LlmCallStatus.TIMEOUT;
      while (!(await isTimedOut())) await sleep(50);
    } finally {
      await app.close();
    }
  });
});
