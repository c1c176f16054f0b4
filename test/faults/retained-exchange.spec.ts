import { cpSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { onPglite } from '../support/database.js';
import { ApplicationProcess } from './support/application-process.js';
import { faultBed } from './support/bed.js';
import { report } from './support/figures.js';
import { Ledger } from './support/ledger.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { emptied, temporaryFolder } from './support/temporary.js';

const KILLS = scaled(1, 50);
/** With exchanges, before a kill. */
const CALLS = 40;
const USD_PER_TOKEN = 2.5e-6;

/** Tokens that exchanges reported, by the session of the call around them. */
class ReportedTokens {
  readonly tokens = new Map<string, number>();

  note(line: string): void {
    const [, key, tokens] = /^reported (\S+) (\d+) - \.$/.exec(line) ?? [];
    if (key !== undefined) this.tokens.set(key, (this.tokens.get(key) ?? 0) + Number(tokens));
  }
}

interface Session {
  session_id: string;
  tokens: number;
  cost: number;
  calls: number;
}

(onPglite ? describe.skip : describe)('an exchange inside a call that is open when its process is killed', () => {
  const bed = faultBed();

  const settings = (pendingTimeoutMs?: number) => ({
    options: { database: { url: bed.database.url }, delivery: { journalDirectory: bed.journals }, pendingTimeoutMs },
  });

  async function runAndKill(reported: ReportedTokens): Promise<void> {
    const before = reported.tokens.size;
    const application = await ApplicationProcess.start(settings(), reported, { script: 'exchanges' });
    while (reported.tokens.size < before + CALLS) await sleep(5);
    await sleep(Math.random() * 200);
    await application.kill();
  }

  async function restart(): Promise<void> {
    const next = await ApplicationProcess.start(settings(), new Ledger());
    await emptied(bed.journals);
    await next.drained();
    await next.close();
  }

  const sessions = () =>
    bed.database.query<Session>(
      `SELECT session_id, count(*)::int AS calls, coalesce(sum(prompt_tokens), 0)::int AS tokens,
              coalesce(sum(estimated_cost), 0)::float8 AS cost
         FROM llm_calls WHERE session_id IS NOT NULL GROUP BY session_id ORDER BY session_id`,
    );

  it(
    'is counted exactly once, whether its call ended or not, however often the journal is replayed',
    async () => {
      const reported = new ReportedTokens();
      for (let kill = 0; kill < KILLS; kill += 1) {
        await runAndKill(reported);
      }
      const copy = temporaryFolder();
      cpSync(bed.journals, copy.path, { recursive: true });
      await restart();
      const once = await sessions();
      cpSync(copy.path, bed.journals, { recursive: true });
      copy.remove();
      await restart();

      expect(await sessions()).toEqual(once);
      const bySession = new Map(once.map((session) => [session.session_id, session]));
      expect(reported.tokens.size).toBeGreaterThanOrEqual(KILLS * CALLS);
      const lost = [...reported.tokens].filter(([key, tokens]) => !includes(bySession.get(key)?.tokens ?? 0, tokens));
      expect(lost).toEqual([]);
      const doubled = once.filter(({ tokens }) => ![0, 1, 10, 11].includes(tokens));
      expect(doubled).toEqual([]);
      for (const { tokens, cost } of once) expect(cost).toBeCloseTo(tokens * USD_PER_TOKEN, 12);
      const exchanges = [...reported.tokens.values()].reduce((sum, tokens) => sum + (tokens === 11 ? 2 : 1), 0);
      report({
        fault: '`kill -9` with exchanges in open calls',
        extent: `${KILLS} kills, ${exchanges} exchanges`,
        acknowledged: reported.tokens.size,
        lost: lost.length,
        doubled: doubled.length,
      });
    },
    PATIENCE_MS,
  );

  it(
    'fills its call, which becomes a timeout with it, until the real outcome comes',
    async () => {
      await runAndKill(new ReportedTokens());
      const next = await ApplicationProcess.start(settings(1_000), new Ledger());
      const condition = `status = 'timeout' AND error_type = 'PendingTimeout' AND prompt_tokens = 1`;
      const find = () => bed.database.query(`SELECT id FROM llm_calls WHERE ${condition} LIMIT 1`);
      let [found] = await find();
      for (; found === undefined; [found] = await find()) await sleep(50);

      const steps = () => bed.database.query('SELECT id FROM llm_calls WHERE parent_call_id = $1', [found!['id']]);
      const row = () =>
        bed.database.query(
          `SELECT status, provider, model, prompt, response, prompt_tokens, estimated_cost::float8 AS cost FROM llm_calls WHERE id = $1`,
          [found!['id']],
        );
      expect(await row()).toMatchObject([
        { status: 'timeout', model: 'gpt-4o', response: 'an answer', prompt_tokens: 1, cost: USD_PER_TOKEN },
      ]);
      expect(await steps()).toEqual([]);
      await next.ask('call', 'complete', found!['id'], {
        model: 'gpt-4o',
        response: 'at last',
        promptTokens: 2,
        completionTokens: 0,
      });
      await next.ask('flush');
      expect(await row()).toMatchObject([
        { status: 'success', response: 'at last', prompt_tokens: 2, cost: 2 * USD_PER_TOKEN },
      ]);
      expect(await steps()).toEqual([]);
    },
    PATIENCE_MS,
  );
});

/** Whether all exchanges that were reported are among those counted. */
function includes(counted: number, reported: number): boolean {
  return counted % 10 >= reported % 10 && counted >= reported;
}
