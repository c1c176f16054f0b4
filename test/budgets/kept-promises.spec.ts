import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmBudgetExceededError, LlmBudgetService, LlmLoggerService, type LlmBudget } from 'nestjs-llm-logging';
import { setTimeout as sleep } from 'node:timers/promises';
import { logging, startContext } from '../support/application.js';
import { createEmptyDatabase, type TestDatabase } from '../support/database.js';

const WINDOWS = ['hour', 'day', 'week', 'month'] as const;

/** What users of gateways complain of, each as a test that it does not happen here. */
describe('budgets of two applications', () => {
  let database: TestDatabase;
  let apps: [INestApplicationContext, INestApplicationContext];
  let budgets: LlmBudgetService;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    const budget: LlmBudget = {
      ...{ name: 'first', limitUsd: 1, window: 'month', onLimit: 'block', estimateUsd: 0.6 },
      match: { callType: 'first' },
    };
    apps = [
      await startContext({ imports: [logging(database, { budgets: [budget], timeZone: 'Europe/Berlin' })] }),
      await startContext({ imports: [logging(database)] }),
    ];
    budgets = apps[0].get(LlmBudgetService);
  });
  afterAll(async () => {
    await Promise.all(apps?.map((app) => app.close()) ?? []);
    await database?.drop();
  });

  const define = async (budget: Partial<LlmBudget> & { name: string }): Promise<void> => {
    const match = { callType: budget.name };
    await budgets.define({ limitUsd: 1, window: 'month', onLimit: 'block', estimateUsd: 0.25, match, ...budget });
    // The other application knows of it with the next calls that it stores.
    await apps[1].get(LlmLoggerService).record({ callType: 'anything', estimatedCost: 1 });
    await apps[1].get(LlmLoggerService).flush();
  };
  const flush = async (): Promise<void> => {
    for (const app of apps) await app.get(LlmLoggerService).flush();
  };
  const call = (
    app: INestApplicationContext,
    callType: string,
    estimatedCost: number,
    who: object = {},
  ): Promise<void> =>
    app.get(LlmLoggerService).logCall({ callType, ...who }, (active) => active.update({ estimatedCost }));
  const made = async (calls: Promise<unknown>[]): Promise<number> => {
    const results = await Promise.allSettled(calls);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(LlmBudgetExceededError);
    return results.filter(({ status }) => status === 'fulfilled').length;
  };
  const times = <T>(count: number, one: (n: number) => T): T[] => Array.from({ length: count }, (_none, n) => one(n));
  const nothingReserved = async (name: string): Promise<void> => {
    while ((await budgets.status({ name })).some(({ reservedUsd }) => reservedUsd > 0)) await sleep(20);
  };
  const events = (name: string): Promise<Record<string, any>[]> =>
    database.query(`SELECT kind, value, threshold FROM llm_events WHERE name = $1 ORDER BY threshold`, [name]);

  it('hold from the first call on a new database on', async () => {
    expect(await made(times(4, () => call(apps[0], 'first', 0.6)))).toBe(1);
  });

  it('refuse every further call once the limit is passed, in every application', async () => {
    await define({ name: 'passed' });
    await call(apps[0], 'passed', 5);
    await flush();
    expect(await made(times(6, (n) => call(apps[n % 2]!, 'passed', 5)))).toBe(0);
    while ((await budgets.status({ name: 'passed' }))[0]!.blockedCalls < 6) await sleep(20);
    expect(await budgets.status({ name: 'passed' })).toMatchObject([{ spentUsd: 5, blockedCalls: 6 }]);
  });

  it('let no more calls of one session begin at once than fit', async () => {
    await define({ name: 'session', per: 'session' });
    expect(await made(times(16, (n) => call(apps[n % 2]!, 'session', 0.25, { sessionId: 's1' })))).toBe(4);
    expect(await made([call(apps[0], 'session', 0.25, { sessionId: 's2' })])).toBe(1);
  });

  it('hold for a user who was never seen, whose first calls all come at once', async () => {
    await define({ name: 'unknown', per: 'user' });
    expect(await made(times(12, (n) => call(apps[n % 2]!, 'unknown', 0.25, { userId: 'new' })))).toBe(4);
    await flush();
    expect(await budgets.status({ name: 'unknown' })).toMatchObject([{ subject: 'new', spentUsd: 1 }]);
  });

  it('refuse nothing far below the limit however long it goes on, and count what was spent exactly', async () => {
    await define({ name: 'lasting', limitUsd: 50 });
    for (let round = 0; round < 10; round += 1)
      expect(await made(times(20, (n) => call(apps[n % 2]!, 'lasting', 0.001)))).toBe(20);
    await flush();
    await nothingReserved('lasting');
    expect(await budgets.status({ name: 'lasting' })).toMatchObject([{ spentUsd: 0.2, blockedCalls: 0 }]);
  });

  it('hold nothing for calls that failed, were given up, or cost less than was expected', async () => {
    await define({ name: 'leaked' });
    const logger = apps[0].get(LlmLoggerService);
    for (let n = 0; n < 12; n += 1) {
      const failed = logger.logCall({ callType: 'leaked' }, () => Promise.reject(new Error('no')));
      await expect(failed).rejects.toThrow('no');
      await call(apps[1], 'leaked', 0);
    }
    await flush();
    await nothingReserved('leaked');
    expect(await made(times(5, () => call(apps[0], 'leaked', 0.25)))).toBe(4);
  });

  it('report each share once a window, however many calls and processes come after', async () => {
    await define({ name: 'thresholds', onLimit: 'alert', alerts: [0.5, 0.8, 1] });
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(times(4, (n) => call(apps[n % 2]!, 'thresholds', 0.3)));
      await flush();
    }
    expect((await events('thresholds')).map(({ threshold }) => threshold)).toEqual([0.5, 0.8, 1]);
  });

  it('report each share that a single call passes', async () => {
    await define({ name: 'leap', onLimit: 'alert', limitUsd: 10, alerts: [0.8, 0.85, 0.95] });
    await call(apps[0], 'leap', 9);
    await flush();
    expect((await events('leap')).map(({ threshold }) => threshold)).toEqual([8, 8.5]);
  });

  it('let calls through in the next window, without anything that has to be reset', async () => {
    await define({ name: 'next', window: 'hour' });
    const { windowStart } = (await budgets.status({ name: 'next' }))[0]!;
    const before = new Date(windowStart!.getTime() - 1);
    await apps[0].get(LlmLoggerService).record({ callType: 'next', startedAt: before, estimatedCost: 5 });
    await flush();
    expect(await made([call(apps[0], 'next', 0.25), call(apps[1], 'next', 0.25)])).toBe(2);
  });

  it('begin their windows with the hour, day, week and month of the zone, not with the first call', async () => {
    for (const window of WINDOWS)
      await define({ name: `begin ${window}`, window, match: { callType: 'never' }, timeZone: 'Asia/Tokyo' });
    const starts = async (): Promise<Record<string, Date>> => {
      const parts = WINDOWS.map((each) => `date_trunc('${each}', now(), 'Asia/Tokyo') AS "${each}"`);
      return (await database.query<Record<string, Date>>(`SELECT ${parts.join(', ')}`))[0]!;
    };
    const before = await starts();
    const statuses = await Promise.all(WINDOWS.map(async (window) => budgets.status({ name: `begin ${window}` })));
    const after = await starts();
    for (const [n, window] of WINDOWS.entries())
      expect([before[window], after[window]]).toContainEqual(statuses[n]![0]!.windowStart);
  });

  it('end a day at midnight in its zone, neither an offset early nor late', async () => {
    await define({ name: 'midnight', window: 'day', timeZone: 'Asia/Tokyo' });
    for (const startedAt of ['2026-03-31T14:59:59.999Z', '2026-03-31T15:00:00.000Z'])
      await apps[0].get(LlmLoggerService).record({ callType: 'midnight', startedAt, estimatedCost: 0.5 });
    await flush();
    expect(
      await database.query(
        `SELECT window_start AS at, spent::float FROM llm_budget_counters WHERE budget = 'midnight' ORDER BY 1`,
      ),
    ).toEqual([
      { at: new Date('2026-03-30T15:00:00Z'), spent: 0.5 },
      { at: new Date('2026-03-31T15:00:00Z'), spent: 0.5 },
    ]);
  });
});
