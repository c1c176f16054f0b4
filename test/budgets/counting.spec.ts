import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import {
  LlmBudgetService,
  LlmCallRepository,
  LlmLoggerService,
  LlmQueryError,
  type LlmBudget,
} from 'nestjs-llm-logging';
import { logging, startContext } from '../support/application.js';
import { runCli } from '../support/cli.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('what budgets count', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let logger: LlmLoggerService;
  let budgets: LlmBudgetService;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startContext({
      imports: [
        logging(database, {
          environment: 'test',
          timeZone: 'Europe/Berlin',
          budgets: [{ name: 'all', limitUsd: 100, window: 'month' }],
        }),
      ],
    });
    logger = app.get(LlmLoggerService);
    budgets = app.get(LlmBudgetService);
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  const define = (budget: Partial<LlmBudget> & { name: string }): Promise<void> =>
    budgets.define({ limitUsd: 1, window: 'total', ...budget });
  const spent = async (name: string): Promise<Record<string, number>> => {
    const statuses = await budgets.status({ name });
    return Object.fromEntries(statuses.map(({ subject, spentUsd }) => [subject ?? '', spentUsd]));
  };
  const events = (name: string): Promise<Record<string, any>[]> =>
    database.query('SELECT kind, name, subject, value, threshold FROM llm_events WHERE name = $1 ORDER BY threshold', [
      name,
    ]);

  it('adds up calls in the transaction that stores them, and reports how the window stands', async () => {
    await logger.record({ callType: 'chat', model: 'm', estimatedCost: 20 });
    await logger.record({ callType: 'chat', model: 'm', estimatedCost: 5.000000000001 });
    await logger.flush();
    const [status] = await budgets.status({ name: 'all' });
    expect(status).toMatchObject({
      subject: null,
      limitUsd: 100,
      spentUsd: 25.000000000001,
      reservedUsd: 0,
      blockedCalls: 0,
    });
    expect(status!.share).toBeCloseTo(0.25);
    expect(status!.windowStart!.getTime()).toBeLessThanOrEqual(Date.now());
    expect(status!.windowEnd!.getTime()).toBeGreaterThan(Date.now());
    expect(status!.projectedUsd).toBeGreaterThanOrEqual(25);
    await database.query(`DELETE FROM llm_calls`);
  });

  it('counts what matches, for each value of `per`, with limits of single values', async () => {
    await define({ name: 'acme', match: { companyId: 'acme', model: 'm1', environment: 'test', tags: ['a'] } });
    await define({ name: 'users', per: 'user', limits: { u1: 10 } });
    const call = { companyId: 'acme', requestModel: 'm1', model: 'm1-2026', tags: ['a', 'b'], estimatedCost: 0.25 };
    await logger.record({ ...call, userId: 'u1' });
    await logger.record({ ...call, userId: 'u2', tags: ['b'] });
    await logger.record({ ...call, environment: 'production' });
    await logger.record({ ...call, companyId: 'other' });
    await logger.flush();
    expect(await spent('acme')).toEqual({ '': 0.25 });
    expect(await budgets.status({ name: 'users' })).toEqual([
      expect.objectContaining({ subject: 'u2', limitUsd: 1, spentUsd: 0.25, share: 0.25 }),
      expect.objectContaining({ subject: 'u1', limitUsd: 10, spentUsd: 0.25, share: 0.025 }),
    ]);
    expect(await budgets.status({ name: 'users', subject: 'nobody' })).toMatchObject([{ spentUsd: 0, limitUsd: 1 }]);
  });

  it('adds nothing for a call that is stored again, and moves what a later account changes', async () => {
    await define({ name: 'moved', per: 'company', match: { callType: 'moved' } });
    await define({ name: 'whole', match: { model: 'moved-model' } });
    const late = await startContext({ imports: [logging(database, { delivery: { flushIntervalMs: 60_000 } })] });
    const elsewhere = await startContext({ imports: [logging(database)] });
    const id = await late.get(LlmLoggerService).start({ callType: 'moved', companyId: 'c1' });
    await elsewhere.get(LlmLoggerService).complete(id, { model: 'moved-model', estimatedCost: 0.5 });
    await elsewhere.get(LlmLoggerService).flush();
    expect([await spent('moved'), await spent('whole')]).toEqual([{}, { '': 0.5 }]);
    // The start arrives only now, and says whose call it is.
    await late.get(LlmLoggerService).flush();
    await late.close();
    expect([await spent('moved'), await spent('whole')]).toEqual([{ c1: 0.5 }, { '': 0.5 }]);
    await elsewhere.get(LlmLoggerService).complete(id, { model: 'moved-model', estimatedCost: 0.9 });
    await elsewhere.close();
    expect([await spent('moved'), await spent('whole')]).toEqual([{ c1: 0.5 }, { '': 0.5 }]);
  });

  it('counts imported calls in the window that they began in', async () => {
    await define({ name: 'hourly', window: 'hour', match: { callType: 'imported' } });
    await logger.record({ callType: 'imported', estimatedCost: 0.5, startedAt: '2026-03-01T10:59:59.999Z' });
    await logger.record({ callType: 'imported', estimatedCost: 0.25, startedAt: '2026-03-01T11:00:00Z' });
    await logger.flush();
    const counters = await database.query(
      `SELECT spent::float AS spent FROM llm_budget_counters WHERE budget = 'hourly' ORDER BY window_start`,
    );
    expect(counters).toEqual([{ spent: 0.5 }, { spent: 0.25 }]);
  });

  it('counts what was spent before it was defined, and again when it changes', async () => {
    await logger.record({ callType: 'earlier', estimatedCost: 0.3 });
    await logger.flush();
    await define({ name: 'late', match: { callType: 'earlier' } });
    expect(await spent('late')).toEqual({ '': 0.3 });
    await logger.record({ callType: 'earlier', estimatedCost: 0.3 });
    await logger.flush();
    await define({ name: 'late', match: { callType: 'earlier' }, limitUsd: 5 });
    expect(await spent('late')).toEqual({ '': 0.6 });
  });

  it('counts a call once it has a price', async () => {
    await define({ name: 'priced', match: { model: 'gpt-4o-mini' } });
    await define({ name: 'unpriced', match: { model: 'gpt-4o-mini' }, unpricedCallUsd: 0.125 });
    await logger.record({ provider: 'openai', model: 'gpt-4o-mini', promptTokens: 1_000_000, completionTokens: 0 });
    await logger.flush();
    await database.query(
      `UPDATE llm_calls SET estimated_cost = NULL WHERE model = 'gpt-4o-mini'; UPDATE llm_budget_counters SET spent = CASE budget WHEN 'priced' THEN 0 ELSE 0.125 END WHERE budget LIKE '%priced'`,
    );
    expect(
      await runCli(['reprice', '--from', dayFromNow(-1), '--to', dayFromNow(2), '--url', database.url]),
    ).toMatchObject({ code: 0 });
    const { '': cost } = await spent('priced');
    expect(cost).toBeGreaterThan(0);
    expect(await spent('unpriced')).toEqual({ '': cost });
  });

  it('writes one event for each share and window', async () => {
    await define({ name: 'shares', match: { callType: 'shares' }, limitUsd: 4 });
    await Promise.all(Array.from({ length: 5 }, () => logger.record({ callType: 'shares', estimatedCost: 0.5 })));
    await logger.flush();
    expect(await events('shares')).toEqual([
      { kind: 'budget', name: 'shares', subject: null, value: 2.5, threshold: 2 },
    ]);
    for (let n = 0; n < 6; n += 1) {
      await logger.record({ callType: 'shares', estimatedCost: 0.5 });
      await logger.flush();
    }
    expect((await events('shares')).map(({ threshold }) => threshold)).toEqual([2, 3.2, 4]);
  });

  it('keeps what erased calls have cost, and forgets whose they were', async () => {
    await define({ name: 'of all', match: { callType: 'erased' } });
    await define({ name: 'by person', match: { callType: 'erased' }, per: 'user' });
    await logger.record({ callType: 'erased', userId: 'person-1', estimatedCost: 1.5 });
    await logger.flush();
    await app.get(LlmCallRepository).eraseUser('person-1');
    expect(await spent('of all')).toEqual({ '': 1.5 });
    expect(await spent('by person')).toEqual({});
    expect(await events('by person')).toMatchObject([
      { subject: '[erased]' },
      { subject: '[erased]' },
      { subject: '[erased]' },
    ]);
    expect(await database.query(`SELECT 1 FROM llm_budget_counters AS c WHERE c::text LIKE '%person-1%'`)).toEqual([]);
  });

  it('counts calls that were removed before it was defined, from rollups, where these know them', async () => {
    const call = { callType: 'past', companyId: 'past-co', userId: 'ann', model: 'past-m', sessionId: 's' };
    const record = (daysAgo: number, more: object): Promise<string> =>
      logger.record({ ...call, ...more, startedAt: new Date(Date.now() - daysAgo * 86_400_000).toISOString() });
    for (const daysAgo of [500, 400, 12]) await record(daysAgo, { estimatedCost: 0.5 });
    await record(13, { promptTokens: 1, completionTokens: 1 });
    await record(0, { estimatedCost: 0.25 });
    await logger.flush();
    const clean = (): Promise<number> => app.get(LlmCallRepository).cleanupOldLogs({ daysOld: 10 });
    expect(await clean()).toBeGreaterThanOrEqual(4);

    const match = { companyId: 'past-co' };
    await define({ name: 'past', match });
    await define({ name: 'past, unpriced', match, unpricedCallUsd: 0.125 });
    for (const per of ['user', 'model', 'callType', 'session'] as const)
      await define({ name: `past ${per}`, match, per });
    expect(await spent('past')).toEqual({ '': 1.75 });
    expect(await spent('past, unpriced')).toEqual({ '': 1.875 });
    expect(await spent('past user')).toEqual({ ann: 1.75 });
    expect(await spent('past model')).toEqual({ 'past-m': 1.75 });
    expect(await spent('past callType')).toEqual({ past: 1.75 });
    // Rollups know no sessions: rows alone are counted.
    expect(await spent('past session')).toEqual({ s: 0.25 });

    await record(11, { estimatedCost: 0.5 });
    await logger.flush();
    await clean();
    await define({ name: 'past', match, limitUsd: 2 });
    await define({ name: 'past session', match, per: 'session', limitUsd: 2 });
    expect(await spent('past')).toEqual({ '': 2.25 });
    expect(await spent('past session')).toEqual({ s: 0.75 });
  });

  it('removes a budget with its counters', async () => {
    await define({ name: 'gone', match: { callType: 'gone' } });
    await logger.record({ callType: 'gone', estimatedCost: 1 });
    await logger.flush();
    await budgets.remove('gone');
    expect(await budgets.status({ name: 'gone' })).toEqual([]);
    expect((await budgets.list()).map(({ name }) => name)).not.toContain('gone');
    await logger.record({ callType: 'gone', estimatedCost: 1 });
    await logger.flush();
    expect(await database.query(`SELECT 1 FROM llm_budget_counters WHERE budget = 'gone'`)).toEqual([]);
  });

  it('keeps budgets of the options that another application lists, and removes those that none lists any more', async () => {
    const budget = (name: string): LlmBudget => ({ name, limitUsd: 1, window: 'day' });
    const names = async (): Promise<string[]> =>
      (await budgets.list()).map(({ name }) => name).filter((name) => name.startsWith('listed '));
    const start = (...list: string[]): Promise<INestApplicationContext> =>
      startContext({ imports: [logging(database, { budgets: list.map(budget) })] });
    const shop = await start('listed shop', 'listed both');
    const office = await start('listed office', 'listed both');
    expect(await names()).toEqual(['listed both', 'listed office', 'listed shop']);
    await shop.close();
    // Another one of the same options, as in a deployment that goes on.
    const next = await start('listed both');
    expect(await names()).toEqual(['listed both', 'listed office']);
    await office.close();
    await database.query(`UPDATE llm_budgets SET owner = 'another application' WHERE name = 'listed office'`);
    await next.close();
    const empty = await start();
    expect(await names()).toEqual(['listed office']);
    await empty.close();
    await budgets.remove('listed office');
  });

  it('refuses a wrong budget with the member and its remedy', async () => {
    const wrong = [
      [{ limitUsd: -1 }, 'limitUsd'],
      [{ window: 'year' }, 'window'],
      [{ timeZone: '+02:00' }, 'timeZone'],
      [{ match: { company: 'a' } }, 'match.company'],
      [{ limits: { a: 1 } }, 'limits'],
      [{ alerts: [0] }, 'alerts'],
      [{ onLimit: 'stop' }, 'onLimit'],
    ] as const;
    for (const [members, field] of wrong) {
      const refused = await define({ name: 'wrong', ...(members as object) }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(LlmQueryError);
      expect(refused).toMatchObject({ field });
    }
  });
});

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
