import { afterEach, describe, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { LlmBudgetExceededError, LlmBudgetService, LlmLoggerService, type LlmBudget } from 'nestjs-llm-logging';
import { setTimeout as sleep } from 'node:timers/promises';
import { logging, startContext } from '../support/application.js';
import { onPglite } from '../support/database.js';
import { faultBed } from './support/bed.js';
import { report } from './support/figures.js';
import { PATIENCE_MS, scaled } from './support/scale.js';

const SPENDER = fileURLToPath(new URL('./support/spender.mjs', import.meta.url));
const CALL_USD = 0.05;
const BLOCKING = { onLimit: 'block', estimateUsd: CALL_USD } as const;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Days on which clocks were changed, from midnight to midnight, in the order of time. */
const CHANGED_DAYS = [
  {
    name: 'lord-howe',
    timeZone: 'Australia/Lord_Howe',
    hours: 23.5,
    begin: '2026-10-03T13:30:00Z',
    end: '2026-10-04T13:00:00Z',
  },
  { name: 'berlin', timeZone: 'Europe/Berlin', hours: 25, begin: '2026-10-24T22:00:00Z', end: '2026-10-25T23:00:00Z' },
  {
    name: 'new-york',
    timeZone: 'America/New_York',
    hours: 25,
    begin: '2026-11-01T04:00:00Z',
    end: '2026-11-02T05:00:00Z',
  },
];

(onPglite ? describe.skip : describe)('processes that spend from one budget', () => {
  const spenders: ChildProcess[] = [];
  // Before the database goes.
  afterEach(async () => {
    await Promise.all(spenders.splice(0).map((spender) => ended(spender)));
  });
  const bed = faultBed();

  async function ended(spender: ChildProcess): Promise<void> {
    if (spender.exitCode !== null || spender.signalCode !== null) return;
    const exit = once(spender, 'exit');
    spender.send({ what: 'close' });
    await exit;
  }

  function start(limitUsd: number): Promise<ChildProcess> {
    return startWith([{ ...BLOCKING, name: 'one', limitUsd, window: 'total', onUnavailable: 'block' }]);
  }

  async function startWith(
    budgets: readonly LlmBudget[],
    { clockOffset = 0, url = bed.database.url }: { clockOffset?: number; url?: string } = {},
  ): Promise<ChildProcess> {
    const options = {
      database: { url, poolSize: 2 },
      delivery: { journalDirectory: bed.journals },
      budgets,
    };
    const settings = JSON.stringify({ options, clockOffset });
    const spender = fork(SPENDER, [settings], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    spenders.push(spender);
    await once(spender, 'message');
    return spender;
  }

  async function asked<Answer>(spender: ChildProcess, message: object): Promise<Answer> {
    const answer = once(spender, 'message');
    spender.send(message);
    return ((await answer) as [Answer])[0];
  }

  const madeBy = (answers: readonly { made: number }[]): number => answers.reduce((sum, { made }) => sum + made, 0);

  type Day = { day: Date; spent: number };

  /** What calls cost by day of a zone, by their rows. */
  const dayTotals = (zone: string, callType = 'spent'): Promise<Day[]> =>
    bed.database.query<Day>(
      `SELECT date_trunc('day', started_at, $1) AS day, sum(estimated_cost)::float AS spent FROM llm_calls
WHERE call_type = $2 AND estimated_cost > 0 GROUP BY 1 ORDER BY 1`,
      [zone, callType],
    );

  const counted = (budget: string): Promise<Day[]> =>
    bed.database.query<Day>(
      `SELECT window_start AS day, spent::float AS spent FROM llm_budget_counters WHERE budget = $1 AND spent > 0 ORDER BY 1`,
      [budget],
    );

  /** A line of the table of faults. */
  const note = async (fault: string, extent: string, made: number, remarks = 'no limit passed'): Promise<void> => {
    const [row] = await bed.database.query<{ rows: number; calls: number }>(
      `SELECT count(*)::int AS rows, count(DISTINCT id)::int AS calls FROM llm_calls WHERE estimated_cost > 0`,
    );
    report({ fault, extent, acknowledged: made, lost: made - row!.calls, doubled: row!.rows - row!.calls, remarks });
  };

  const spentUsd = async (): Promise<number> => {
    const [row] = await bed.database.query<{ usd: number }>(
      `SELECT coalesce(sum(estimated_cost), 0)::float AS usd FROM llm_calls WHERE call_type = 'spent'`,
    );
    return row!.usd;
  };

  it(
    'never spend more than its limit, and spend nearly all of it',
    async () => {
      const instances = await Promise.all(Array.from({ length: 4 }, () => start(4)));
      const answers = await Promise.all(
        instances.map((spender) =>
          asked<{ made: number }>(spender, { what: 'spend', calls: 32, rounds: 3, cost: CALL_USD }),
        ),
      );
      const made = madeBy(answers);
      // At the limit's edge one may be refused for what another still holds.
      expect(made).toBeGreaterThan((0.9 * 4) / CALL_USD);
      expect(made).toBeLessThanOrEqual(4 / CALL_USD);
      expect(await spentUsd()).toBeCloseTo(made * CALL_USD);
      const [counter] = await bed.database.query(
        `SELECT spent::float AS spent FROM llm_budget_counters WHERE budget = 'one'`,
      );
      expect(counter!['spent']).toBeCloseTo(made * CALL_USD);
      await note('4 processes, 32 calls at once each, one limit', 'limit 4.00 USD', made);
    },
    PATIENCE_MS,
  );

  it(
    'go on as each budget says while the database is away, and count it once it is back',
    async () => {
      // With so few calls in it a lease holds none ready: each call has to ask.
      const of = (name: string): Pick<LlmBudget, 'name' | 'limitUsd' | 'window' | 'match'> => ({
        ...{ name, limitUsd: 5 * CALL_USD, window: 'total', match: { callType: name } },
      });
      const spender = await startWith(
        [
          { ...BLOCKING, ...of('open') },
          { ...BLOCKING, ...of('shut'), onUnavailable: 'block' },
        ],
        { url: bed.proxy.url },
      );
      const one = (callType: string): Promise<{ made: number }> =>
        asked(spender, { what: 'spendUnflushed', callType, cost: CALL_USD });
      expect([await one('open'), await one('shut')]).toEqual([{ made: 1 }, { made: 1 }]);
      await asked(spender, { what: 'flush' });
      bed.proxy.refuse(true);
      expect([await one('open'), await one('shut')]).toEqual([{ made: 1 }, { made: 0 }]);
      expect(await asked(spender, { what: 'unanswered' })).toEqual({ allowed: 1, blocked: 1 });
      bed.proxy.refuse(false);
      await asked(spender, { what: 'flush' });
      const rows = await bed.database.query(
        `SELECT budget, spent::float AS spent, calls::int FROM llm_budget_counters ORDER BY budget`,
      );
      expect(rows).toMatchObject([
        { budget: 'open', spent: expect.closeTo(2 * CALL_USD), calls: 2 },
        { budget: 'shut', spent: expect.closeTo(CALL_USD), calls: 1 },
      ]);
      let outcome = 0;
      while (outcome === 0) outcome = (await one('shut')).made;
      await asked(spender, { what: 'flush' });
      await note('database away and back, `onUnavailable` allow and block', '2 calls meanwhile', 4);
    },
    PATIENCE_MS,
  );

  it(
    'keep the limit of each day though their clocks differ by a day',
    async () => {
      const budget: LlmBudget = { ...BLOCKING, name: 'daily', limitUsd: 2, window: 'day' };
      const both = [await startWith([budget]), await startWith([budget], { clockOffset: 26 * HOUR_MS })];
      const answers = await Promise.all(
        both.map((spender) =>
          asked<{ made: number }>(spender, { what: 'spend', calls: 16, rounds: 6, cost: CALL_USD }),
        ),
      );
      const days = await dayTotals('UTC');
      expect(days.length).toBeGreaterThanOrEqual(2);
      for (const { spent } of days) expect(spent).toBeLessThanOrEqual(2.000_001);
      expect(await counted('daily')).toEqual(days);
      await note(
        'clocks that differ by 26 hours, a limit a day',
        `${days.length} days, 2.00 USD each`,
        madeBy(answers),
      );
    },
    PATIENCE_MS,
  );

  it(
    'begin a window at midnight of the budget’s zone, also of days that are longer or shorter',
    async () => {
      const limitUsd = 10 * CALL_USD;
      const spender = await startWith(
        CHANGED_DAYS.map(({ name, timeZone }) => {
          return { ...BLOCKING, name, timeZone, limitUsd, window: 'day', match: { callType: name } };
        }),
      );
      let made = 0;
      for (const { name, timeZone, begin, end, hours } of CHANGED_DAYS) {
        expect(Date.parse(end) - Date.parse(begin)).toBe(hours * HOUR_MS);
        const spentAt = async (time: string, minutes: number): Promise<number> => {
          await asked(spender, {
            what: 'setClock',
            at: new Date(Date.parse(time) + minutes * MINUTE_MS).toISOString(),
          });
          const work = { what: 'spend', callType: name, calls: 1, rounds: 12, cost: CALL_USD };
          const answer = await asked<{ made: number }>(spender, work);
          made += answer.made;
          return answer.made;
        };
        expect(await spentAt(begin, -5)).toBe(10);
        expect(await spentAt(begin, 5)).toBe(10);
        expect(await spentAt(end, -5)).toBe(0);
        expect(await spentAt(end, 5)).toBe(10);
        expect(await counted(name)).toEqual(await dayTotals(timeZone, name));
      }
      await note('midnight, and days of 23½ and 25 hours, a limit a day', '3 zones, 3 days each', made);
    },
    PATIENCE_MS,
  );

  it(
    'keep a limit for each of many users',
    async () => {
      const users = scaled(200, 10_000);
      const budget: LlmBudget = {
        ...BLOCKING,
        name: 'each',
        limitUsd: 2 * CALL_USD,
        window: 'total',
        per: 'user',
        onUnavailable: 'block',
      };
      const both = await Promise.all([startWith([budget]), startWith([budget])]);
      const work = { what: 'spendOfUsers', users, each: 2, atOnce: 50, cost: CALL_USD };
      const begunAt = performance.now();
      const answers = await Promise.all(both.map((spender) => asked<{ made: number }>(spender, work)));
      const seconds = (performance.now() - begunAt) / 1_000;
      const [most] = await bed.database.query<{ calls: number }>(
        `SELECT max(calls)::int AS calls FROM llm_budget_counters WHERE budget = 'each'`,
      );
      expect(most!.calls).toBe(2);
      // A database that does not answer in time refuses some.
      expect(madeBy(answers)).toBeGreaterThan(1.8 * users);
      expect(madeBy(answers)).toBeLessThanOrEqual(2 * users);
      await note(
        `${users.toLocaleString('en')} users with a limit each`,
        '2 processes, 4 calls a user',
        madeBy(answers),
        `no limit passed; ${Math.round((4 * users) / seconds).toLocaleString('en')} calls a second decided`,
      );
    },
    PATIENCE_MS,
  );

  it(
    'get back what a killed one had reserved, once its lease has expired',
    async () => {
      const before = await spentUsd();
      const limitUsd = before + 1;
      const victim = await start(limitUsd);
      expect(await asked(victim, { what: 'hold', calls: 20 })).toEqual({ begun: 20 });
      const app = await startContext({ imports: [logging(bed.database)] });
      const call = (): Promise<string> => app.get(LlmLoggerService).logCall({ callType: 'spent' }, () => 'made');
      await expect(call()).rejects.toBeInstanceOf(LlmBudgetExceededError);
      const killed = once(victim, 'exit');
      victim.kill('SIGKILL');
      await killed;
      let outcome = 'refused';
      for (let tries = 0; outcome !== 'made' && tries < 120; tries += 1) {
        await sleep(250);
        outcome = await call().catch(() => 'refused');
      }
      expect(outcome).toBe('made');
      const [status] = await app.get(LlmBudgetService).status({ name: 'one' });
      expect(status!.reservedUsd).toBeLessThanOrEqual(1);
      await app.close();
    },
    PATIENCE_MS,
  );
});
