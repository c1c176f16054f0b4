import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calculateLlmCost } from 'nestjs-llm-logging';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const SEED = path('apps/example/dist/demo-seed.js');
const CLI = path('libs/llm-logging/dist/cli.js');

let database: TestDatabase;
let calls: Record<string, any>[];

const run = (script: string, args: string[], url = database.url) =>
  promisify(execFile)(process.execPath, [script, ...args], { env: { ...process.env, DATABASE_URL: url } });
const readCalls = () => database.query(`SELECT * FROM llm_calls ORDER BY id`);

// PGlite is one session for all: the command cannot connect beside the test.
(onPglite ? describe.skip : describe)("the demo's history", () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    await run(SEED, ['--days', '2']);
    calls = await readCalls();
  });
  afterAll(() => database?.drop());

  it('is of several providers, users, companies and types, and ends now', () => {
    const named = (column: string) => new Set(calls.map((call) => call[column]).filter(Boolean)).size;
    expect(calls.length).toBeGreaterThan(500);
    expect(named('provider')).toBe(5);
    expect(named('company_id')).toBe(6);
    expect(named('user_id')).toBeGreaterThan(10);
    expect(new Set(calls.map(({ call_type }) => call_type))).toEqual(
      new Set([
        'chat',
        'rag_query',
        'rag_synthesis',
        'embedding',
        'sentiment_analysis',
        'summarization',
        'classification',
      ]),
    );
    expect(calls.filter(({ status }) => status === 'pending')).toHaveLength(2);
    const hour = 3_600_000;
    expect(calls[0]!.started_at.getTime()).toBeGreaterThan(Date.now() - 49 * hour);
    expect(calls.at(-1)!.started_at.getTime()).toBeLessThan(Date.now());
  });

  it('refuses days that are none, without a stack', async () => {
    const refused = { code: 1, stderr: '--days must be a whole number from 1 to 60.\n' };
    await expect(run(SEED, ['--days', '0'])).rejects.toMatchObject(refused);
  });

  it('has nothing that the log found fault with', () => {
    const notes = calls.flatMap(({ metadata }) => Object.keys(metadata));
    expect(new Set(notes)).toEqual(new Set(['demo', 'release']));
  });

  it('has steps within the trace and the time of the call that makes them', () => {
    const byId = new Map(calls.map((call) => [call.id, call]));
    const steps = calls.filter(({ parent_call_id }) => parent_call_id !== null);
    expect(steps.length).toBeGreaterThan(50);
    for (const step of steps) {
      const parent = byId.get(step.parent_call_id)!;
      expect(step.trace_id).toBe(parent.trace_id);
      expect(step.user_id).toBe(parent.user_id);
      expect(step.id > parent.id && step.completed_at <= parent.completed_at).toBe(true);
    }
  });

  it("has sizes of the recorded requests, and costs by the library's prices", () => {
    const sizes = new Set(
      readFileSync(path('test/fixtures/workload/mooncake-conversation.csv'), 'utf8')
        .split('\n')
        .map((line) => line.split(',').slice(1, 3).join()),
    );
    const answered = calls.filter((call) => call.call_type === 'rag_synthesis' && call.status === 'success');
    expect(answered.length).toBeGreaterThan(50);
    for (const call of answered) {
      expect(sizes).toContain([call.prompt_tokens, call.completion_tokens].join());
      const cost = calculateLlmCost({
        provider: call.provider,
        model: call.model,
        promptTokens: call.prompt_tokens,
        completionTokens: call.completion_tokens,
        cachedPromptTokens: call.cached_prompt_tokens,
        at: call.started_at,
      });
      expect(Number(call.estimated_cost)).toBeCloseTo(cost!, 10);
    }
    const unpriced = calls.filter((call) => call.prompt_tokens !== null && call.estimated_cost === null);
    expect(new Set(unpriced.map(({ model }) => model))).toEqual(new Set(['reviews-7b-ft']));
  });

  it('is in the rollups', async () => {
    const { stdout } = await run(CLI, ['verify-stats', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ differences: [] });
    const [left] = await database.query(
      `SELECT count(*)::int AS hours FROM llm_changed_hours WHERE hour < now() - interval '2 hours'`,
    );
    expect(left).toEqual({ hours: 0 });
  });

  it('is the same in another database, but for ids', async () => {
    const other = await createTestDatabase();
    await run(SEED, ['--days', '2'], other.url);
    const yesterday = `SELECT started_at, model, prompt, response, prompt_tokens, estimated_cost, latency_ms, trace_id, user_id, error_message
FROM llm_calls WHERE started_at >= date_trunc('day', now(), 'UTC') - interval '1 day' AND started_at < date_trunc('day', now(), 'UTC') ORDER BY 1, 2, 5`;
    const rows = await database.query(yesterday);
    expect(rows.length).toBeGreaterThan(100);
    expect(await other.query(yesterday)).toEqual(rows);
    await other.drop();
  });

  it('stays as it is in a second run, but for what has come since', async () => {
    const { stdout } = await run(SEED, ['--days', '2']);
    const again = await readCalls();
    expect(again.slice(0, calls.length)).toEqual(calls);
    expect(Number(/(\d+) calls recorded/.exec(stdout)?.[1] ?? 0)).toBe(again.length - calls.length);
    expect(again.length - calls.length).toBeLessThan(calls.length / 20);
  });
});
