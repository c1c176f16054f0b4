import { afterEach, describe, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { LlmBudgetExceededError, LlmBudgetService, LlmLoggerService } from 'nestjs-llm-logging';
import { setTimeout as sleep } from 'node:timers/promises';
import { logging, startContext } from '../support/application.js';
import { onPglite } from '../support/database.js';
import { faultBed } from './support/bed.js';
import { PATIENCE_MS } from './support/scale.js';

const SPENDER = fileURLToPath(new URL('./support/spender.mjs', import.meta.url));
const CALL_USD = 0.05;

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

  async function start(limitUsd: number): Promise<ChildProcess> {
    const options = {
      database: { url: bed.database.url, poolSize: 2 },
      delivery: { journalDirectory: bed.journals },
      budgets: [
        { name: 'one', limitUsd, window: 'total', onLimit: 'block', estimateUsd: CALL_USD, onUnavailable: 'block' },
      ],
    };
    const spender = fork(SPENDER, [JSON.stringify({ options })], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    spenders.push(spender);
    await once(spender, 'message');
    return spender;
  }

  async function told<Answer>(spender: ChildProcess, message: object): Promise<Answer> {
    const answer = once(spender, 'message');
    spender.send(message);
    return ((await answer) as [Answer])[0];
  }

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
          told<{ made: number }>(spender, { what: 'spend', calls: 32, rounds: 3, cost: CALL_USD }),
        ),
      );
      const made = answers.reduce((sum, answer) => sum + answer.made, 0);
      // At the limit's edge one may be refused for what another still holds.
      expect(made).toBeGreaterThan((0.9 * 4) / CALL_USD);
      expect(made).toBeLessThanOrEqual(4 / CALL_USD);
      expect(await spentUsd()).toBeCloseTo(made * CALL_USD);
      const [counter] = await bed.database.query(
        `SELECT spent::float AS spent FROM llm_budget_counters WHERE budget = 'one'`,
      );
      expect(counter!['spent']).toBeCloseTo(made * CALL_USD);
    },
    PATIENCE_MS,
  );

  it(
    'get back what a killed one held, once its lease has expired',
    async () => {
      const before = await spentUsd();
      const limitUsd = before + 1;
      const victim = await start(limitUsd);
      expect(await told(victim, { what: 'hold', calls: 20 })).toEqual({ begun: 20 });
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
