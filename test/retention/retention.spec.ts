import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import {
  LlmCallRepository,
  LlmCleanupService,
  LlmLoggerService,
  LlmQueryError,
  LlmStatsService,
  LlmRollupService,
  type FinishedLlmCall,
  type RetentionOptions,
} from 'nestjs-llm-logging';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const everything = { startDate: '2015-01-01', endDate: '2100-01-01' };

let database: TestDatabase;
let app: INestApplicationContext;

beforeEach(async () => void (database = await createTestDatabase()));
afterEach(async () => {
  await app.close();
  await database.drop();
});

async function start(retention: RetentionOptions): Promise<void> {
  app = await startContext({ imports: [logging(database, { retention: { enabled: false, ...retention } })] });
}

async function record(calls: Partial<FinishedLlmCall>[]): Promise<void> {
  const usage = { model: 'gpt-4o', provider: 'openai', promptTokens: 10, completionTokens: 5, estimatedCost: 0.25 };
  const texts = { prompt: 'a question', systemPrompt: 'be brief', response: 'an answer', requestParameters: { n: 1 } };
  for (const call of calls) await app.get(LlmLoggerService).record({ ...usage, ...texts, latencyMs: 20, ...call });
  await app.get(LlmLoggerService).flush();
}

const rowsOf = (selection: string) => database.query(`SELECT ${selection} FROM llm_calls ORDER BY id`);
const taskIds = async () => (await rowsOf('task_id')).map(({ task_id }) => task_id);
const clean = (dryRun = false) => app.get(LlmCleanupService).run({ dryRun });

describe('retention', () => {
  it('takes texts after payloadDays and leaves numbers and error messages', async () => {
    await start({ payloadDays: 30 });
    await record([
      { taskId: 'old', startedAt: ago(31), status: 'error', errorMessage: 'overloaded' },
      { taskId: 'new', startedAt: ago(29) },
    ]);
    expect(await clean()).toMatchObject({ removed: 0, emptied: 1, underLegalHold: 0 });
    const texts = 'task_id, prompt, system_prompt, request_parameters, response, error_message, prompt_tokens';
    expect(await rowsOf(texts)).toEqual([
      {
        task_id: 'old',
        prompt: null,
        system_prompt: null,
        request_parameters: null,
        response: null,
        error_message: 'overloaded',
        prompt_tokens: 10,
      },
      expect.objectContaining({ task_id: 'new', prompt: 'a question', response: 'an answer' }),
    ]);
    expect(await clean()).toMatchObject({ emptied: 0 });
  });

  it('follows the first rule that names a call, and for what that does not say the rest', async () => {
    await start({
      days: 100,
      rules: [
        { companyId: "o'acme", tag: 'audit', days: 1_000 },
        { companyId: "o'acme", days: 10 },
        { callType: 'embedding', status: 'success', days: 20, payloadDays: 5 },
      ],
    });
    await record([
      { taskId: 'audit', companyId: "o'acme", tags: ['audit'], startedAt: ago(500) },
      { taskId: 'gone by company', companyId: "o'acme", startedAt: ago(11) },
      { taskId: 'gone by type', callType: 'embedding', startedAt: ago(21) },
      { taskId: 'emptied', callType: 'embedding', startedAt: ago(6) },
      { taskId: 'failed embedding', callType: 'embedding', status: 'error', startedAt: ago(21) },
      { taskId: 'gone by days', startedAt: ago(101) },
      { taskId: 'rest', startedAt: ago(99) },
    ]);
    const counts = {
      removed: 3,
      emptied: 1,
      rules: [
        { removed: 0, emptied: 0 },
        { removed: 1, emptied: 0 },
        { removed: 1, emptied: 1 },
        { rule: null, removed: 1, emptied: 0 },
      ],
    };
    expect(await clean(true)).toMatchObject({ dryRun: true, ...counts });
    expect(await taskIds()).toHaveLength(7);
    expect(await clean()).toMatchObject({ dryRun: false, ...counts });
    expect(await taskIds()).toEqual(['audit', 'rest', 'failed embedding', 'emptied']);
  });

  it('reports how many calls a dropped partition had, whether they were summed, and each once', async () => {
    await start({ days: 60 });
    const old = { startedAt: ago(200) };
    await record([old, { ...old, tags: ['a', 'b'] }, { ...old, status: 'error' }]);
    await app.get(LlmRollupService).refresh();
    await record([old, old]);
    const dry = await clean(true);
    const report = await clean();
    expect(report).toMatchObject({ removed: 5, rules: [{ rule: null, removed: 5 }] });
    expect(report!.droppedPartitions).toHaveLength(1);
    expect({ ...dry, dryRun: false }).toEqual(report);

    await record([old]);
    expect(await clean()).toMatchObject({ removed: 1, droppedPartitions: report!.droppedPartitions });
    expect((await app.get(LlmStatsService).getCostStats(everything)).totalCalls).toBe(6);
  });

  it('takes rollups after rollupDays, by whole weeks, and later than calls', async () => {
    await start({ days: 30, rollupDays: 100 });
    await record([{ startedAt: ago(200) }, { startedAt: ago(108) }, { startedAt: ago(99) }, { startedAt: ago(1) }]);
    await app.get(LlmRollupService).refresh();
    const calls = async () => (await app.get(LlmStatsService).getCostStats(everything)).totalCalls;
    const dry = await clean(true);
    expect(await calls()).toBe(4);
    const report = await clean();
    expect(report).toMatchObject({ removed: 3, rollupsRemoved: expect.any(Number) });
    expect(dry!.rollupsRemoved).toBe(report!.rollupsRemoved);
    expect(report!.rollupsRemoved).toBeGreaterThan(0);
    expect(await rowsOf('1')).toHaveLength(1);
    expect(await calls()).toBe(2);
    expect(await clean()).toMatchObject({ removed: 0, rollupsRemoved: 0 });
  });

  it.each([
    [{ rollupDays: 10 }, 'retention.rollupDays: needs retention.days'],
    [{ days: 30, rollupDays: 10 }, 'retention.rollupDays: must be at least 30'],
    [
      { days: 5, rollupDays: 10, rules: [{ status: 'error', days: 400 }] },
      'retention.rollupDays: must be at least 400',
    ],
  ])('does not start with %j, where rollups would go before calls', async (retention, problem) => {
    await start({});
    const wrong = async () => startContext({ imports: [logging(database, { retention })] });
    await expect(wrong()).rejects.toThrow(problem);
  });

  it('touches nothing under legal hold, and no partition with a call under legal hold in it', async () => {
    await start({ days: 200, payloadDays: 5, holdTags: ['hold', 'other'] });
    await record([
      { taskId: 'under hold', tags: ['a', 'hold'], startedAt: ago(400) },
      { taskId: 'beside it', startedAt: ago(400) },
      { taskId: 'elsewhere', startedAt: ago(800) },
      { taskId: 'text under hold', tags: ['other'], startedAt: ago(6) },
    ]);
    const dry = await clean(true);
    const report = await clean();
    expect(report).toMatchObject({ removed: 2, emptied: 0, underLegalHold: 2 });
    expect(report!.droppedPartitions).toHaveLength(1);
    expect({ ...dry, dryRun: false }).toEqual(report);
    expect(await rowsOf('task_id, prompt')).toEqual([
      { task_id: 'under hold', prompt: 'a question' },
      { task_id: 'text under hold', prompt: 'a question' },
    ]);
    expect(await app.get(LlmCallRepository).cleanupOldLogs({ daysOld: 0 })).toBe(0);
    await record([{ userId: 'person under hold', tags: ['hold'] }]);
    expect(await app.get(LlmCallRepository).eraseUser('person under hold')).toBe(0);
  });

  it('leaves statistics as they were', async () => {
    await start({ days: 60, rules: [{ callType: 'chat', days: 5 }] });
    await record(
      Array.from({ length: 120 }, (_none, n) => ({
        startedAt: ago(n),
        callType: n % 2 === 0 ? 'chat' : 'embedding',
        userId: `user ${n % 3}`,
        status: n % 7 === 0 ? ('error' as const) : ('success' as const),
      })),
    );
    await app.get(LlmRollupService).refresh();
    const stats = app.get(LlmStatsService);
    const answers = async () => {
      const { totalCalls, avgLatencyMs, errorRate } = await stats.getPerformanceStats(everything);
      return [
        await stats.getCostStats(everything),
        { totalCalls, avgLatencyMs, errorRate },
        await stats.getTopUsers({ ...everything, by: 'calls', limit: 5 }),
      ];
    };
    const before = await answers();
    expect(before[0]).toMatchObject({ totalCalls: 120 });
    const dry = await clean(true);
    const report = await clean();
    expect({ ...dry, dryRun: false }).toEqual(report);
    expect(report!.removed).toBe(120 - (await taskIds()).length);
    expect(report!.removed).toBeGreaterThan(60);
    expect(report!.droppedPartitions.length).toBeGreaterThan(0);
    expect(await answers()).toEqual(before);
    await app.get(LlmRollupService).refresh();
    expect(await answers()).toEqual(before);
    expect((await clean())!.removed).toBe(0);
    expect(await answers()).toEqual(before);
  });

  it('goes on past one batch, and keeps texts of refused records no longer', async () => {
    await start({ days: 10, payloadDays: 5, holdTags: ['hold'] });
    await record([{ startedAt: ago(20) }]);
    await database.query(
      `INSERT INTO llm_calls (id, call_type, status, started_at, prompt)
       SELECT overlay(id::text PLACING lpad(to_hex(n), 12, '0') FROM 25)::uuid, call_type, status, started_at, prompt
         FROM llm_calls, generate_series(1, 10001) AS n WHERE id::text <> ''`,
    );
    await database.query(
      `INSERT INTO llm_refused_calls (record, reason, refused_at) VALUES
       ('{}', 'x', $1), ('{"tags":["hold"]}', 'x', $1), ('{}', 'x', now())`,
      [ago(6)],
    );
    expect(await clean(true)).toMatchObject({ removed: 10_002, refusedRemoved: 1 });
    expect(await clean()).toMatchObject({ removed: 10_002, refusedRemoved: 1 });
    expect(await taskIds()).toEqual([]);
    expect(await database.query('SELECT 1 FROM llm_refused_calls')).toHaveLength(2);
  });

  it('says what is missing or wrong', async () => {
    await start({});
    await expect(clean()).rejects.toThrow(LlmQueryError);
    expect(await app.get(LlmCleanupService).run({ daysOld: 1 })).toMatchObject({ removed: 0 });
    const wrong = { days: 0, rules: [{ days: 3 }, { tag: 'x' }, { status: 'odd', days: 1 }], holdTags: [''] };
    const refused = startContext({ imports: [logging(database, { retention: wrong })] });
    await expect(refused).rejects.toMatchObject({
      faults: [
        expect.stringContaining('retention.days'),
        expect.stringContaining('retention.rules[0]: would name every call'),
        expect.stringContaining('retention.rules[1]: changes nothing'),
        expect.stringContaining('retention.rules[2].status: must be one of'),
        expect.stringContaining('retention.holdTags'),
      ],
    });
  });
});

describe('erasing a person', () => {
  const person = { userId: 'jane "doe"', sessionId: 's', traceId: 'a'.repeat(32), metadata: { email: 'x@y.z' } };

  async function recordPeople(): Promise<void> {
    await start({ days: 300 });
    await record([
      ...Array.from({ length: 1_100 }, () => ({ ...person, companyId: 'a', startedAt: ago(3) })),
      { ...person, companyId: 'b', startedAt: ago(2), tags: ['t'], errorMessage: 'of Jane' },
      { userId: 'someone else', companyId: 'a', startedAt: ago(2) },
    ]);
    await app.get(LlmRollupService).refresh();
    await database.query(
      `INSERT INTO llm_refused_calls (record, reason) VALUES ($1, 'x'), ('{"userId":"other"}', 'x')`,
      [JSON.stringify({ ...person, companyId: 'a' })],
    );
  }

  const totals = async () => {
    const { totalCalls, totalCost, byModel } = await app.get(LlmStatsService).getCostStats(everything);
    return { totalCalls, totalCost, byModel };
  };
  const topUsers = async () =>
    (await app.get(LlmStatsService).getTopUsers({ ...everything, by: 'calls', limit: 9 })).map(({ userId }) => userId);

  it('takes rows, refused records and the name in rollups, and leaves the numbers', async () => {
    await recordPeople();
    const before = await totals();
    expect(await app.get(LlmCallRepository).eraseUser(person.userId)).toBe(1_101);
    expect(await rowsOf('user_id')).toEqual([{ user_id: 'someone else' }]);
    expect(await database.query('SELECT record FROM llm_refused_calls')).toEqual([{ record: '{"userId":"other"}' }]);
    expect(await totals()).toEqual(before);
    expect(await topUsers()).not.toContain(person.userId);
    await app.get(LlmRollupService).refresh();
    expect(await totals()).toEqual(before);
    expect(await topUsers()).not.toContain(person.userId);
    expect(await database.query('SELECT 1 FROM llm_day_user_rollups WHERE user_id = $1', [person.userId])).toEqual([]);
  });

  it('keeps to a company', async () => {
    await recordPeople();
    expect(await app.get(LlmCallRepository).eraseUser(person.userId, { companyId: 'b' })).toBe(1);
    expect(await rowsOf('id')).toHaveLength(1_101);
    expect(await database.query('SELECT 1 FROM llm_refused_calls')).toHaveLength(2);
    expect(await topUsers()).toContain(person.userId);
  });

  it('makes calls anonymous instead', async () => {
    await recordPeople();
    const before = await totals();
    expect(await app.get(LlmCallRepository).eraseUser(person.userId, { mode: 'anonymise' })).toBe(1_101);
    const [call] = await database.query(`SELECT * FROM llm_calls WHERE company_id = 'b'`);
    expect(call).toMatchObject({
      prompt: null,
      system_prompt: null,
      response: null,
      request_parameters: null,
      error_message: null,
      user_id: null,
      session_id: null,
      trace_id: null,
      metadata: {},
      tags: ['t'],
      model: 'gpt-4o',
      prompt_tokens: 10,
    });
    await app.get(LlmRollupService).refresh();
    expect(await totals()).toEqual(before);
    expect(await topUsers()).not.toContain(person.userId);
    expect(await app.get(LlmCallRepository).eraseUser(person.userId)).toBe(0);
  });
});
