import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmLoggerService, LlmStatsService, LlmRollupService } from 'nestjs-llm-logging';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { scaled } from '../support/scale.js';
import { callOf, latencyOf, recordedWorkload, STEP, type TraceName } from './workload.js';

const TRACES: TraceName[] = ['azure-2023-conversation', 'azure-2023-code', 'mooncake-conversation'];
const CALLS = scaled(10_052, 40_216);
const RANGE = { startDate: '2023-11-16', endDate: '2023-11-18' };

let database: TestDatabase;
let app: INestApplicationContext;
let stats: LlmStatsService;

/** What awk makes of the file: rows, request tokens and response tokens. */
function byAwk(trace: TraceName): { calls: number; prompt: number; completion: number } {
  const file = fileURLToPath(new URL(`../fixtures/workload/${trace}.csv`, import.meta.url));
  const program = `NR > 1 && (NR - 1) % ${STEP} == 0 { n++; p += $2; c += $3 } END { printf "%d %d %d", n, p, c }`;
  const [calls, prompt, completion] = execFileSync('awk', ['-F,', program, file], { encoding: 'utf8' })
    .split(' ')
    .map(Number);
  return { calls: calls!, prompt: prompt!, completion: completion! };
}

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startContext({ imports: [logging(database)] });
  stats = app.get(LlmStatsService);
  const logger = app.get(LlmLoggerService);
  for (const trace of TRACES) {
    for (const [n, request] of recordedWorkload(trace).entries()) await logger.record(callOf(trace, request, n));
    await logger.flush();
  }
}, 240_000);
afterAll(async () => {
  await app.close();
  await database.drop();
});

describe.each(['read from the rows', 'read from rollups'])(`${CALLS} recorded requests, %s`, (how) => {
  beforeAll(async () => {
    if (how === 'read from the rows') return;
    await app.get(LlmRollupService).refresh();
    expect(await database.query('SELECT DISTINCT hour FROM llm_hour_rollups')).toHaveLength(4);
    expect(await database.query('SELECT FROM llm_changed_hours')).toEqual([]);
  });

  it('add up to what awk makes of the files', async () => {
    const traces = TRACES.map(byAwk);
    const sum = (member: 'calls' | 'prompt' | 'completion') =>
      traces.reduce((total, trace) => total + trace[member], 0);
    const cost = await stats.getCostStats(RANGE);
    expect(cost).toMatchObject({
      totalCalls: sum('calls'),
      promptTokens: sum('prompt'),
      completionTokens: sum('completion'),
      totalCost: (sum('prompt') + sum('completion')) / 1e6,
    });
    expect(cost.totalCalls).toBe(CALLS);
    for (const [index, model] of ['gpt-4', 'code-davinci', 'kimi'].entries())
      expect(cost.byModel[model]).toMatchObject({
        totalCalls: traces[index]!.calls,
        promptTokens: traces[index]!.prompt,
      });
    expect(await stats.getCostStats({ ...RANGE, companyId: 'company-2', callType: 'code' })).toMatchObject({
      totalCalls: recordedWorkload('azure-2023-code').filter((_request, n) => n % 4 === 2).length,
    });
  });

  it('have latencies within 1 % of the exact percentiles', async () => {
    const exact = TRACES.flatMap(recordedWorkload)
      .map(({ responseTokens }) => latencyOf(responseTokens))
      .sort((a, b) => a - b);
    const at = (share: number) => exact[Math.round(share * (exact.length - 1))]!;
    const { p50LatencyMs, p95LatencyMs, p99LatencyMs, maxLatencyMs, totalCalls } =
      await stats.getPerformanceStats(RANGE);
    expect(totalCalls).toBe(exact.length);
    expect(maxLatencyMs).toBe(exact.at(-1));
    for (const [estimate, share] of [
      [p50LatencyMs, 0.5],
      [p95LatencyMs, 0.95],
      [p99LatencyMs, 0.99],
    ] as const)
      expect(Math.abs(estimate! - at(share))).toBeLessThanOrEqual(at(share) * 0.01 + 30);
  });

  it('fall into the hours in which they came', async () => {
    const hours = await stats.getTimeSeries({ interval: 'hour', ...RANGE, groupBy: 'model' });
    expect(hours).toHaveLength(48);
    const counted = new Map<number, number>();
    for (const { at } of TRACES.flatMap(recordedWorkload))
      counted.set(at.setUTCMinutes(0, 0, 0), (counted.get(at.getTime()) ?? 0) + 1);
    for (const { start, totalCalls, groups } of hours) {
      expect(totalCalls).toBe(counted.get(start.getTime()) ?? 0);
      expect(Object.values(groups!).reduce((sum, group) => sum + group.totalCalls, 0)).toBe(totalCalls);
    }
  });

  it('name the failures, as one message', async () => {
    const errors = await stats.getErrorRates({ ...RANGE, groupBy: 'model' });
    const failed = TRACES.map((trace) => recordedWorkload(trace).filter((_request, n) => n % 97 === 0).length);
    expect(errors.failedCalls).toBe(failed.reduce((a, b) => a + b));
    expect(errors.groups.map(({ name, failedCalls }) => [name, failedCalls])).toEqual([
      ['gpt-4', failed[0]],
      ['kimi', failed[2]],
      ['code-davinci', failed[1]],
    ]);
    expect(errors.messages).toEqual([
      expect.objectContaining({ message: 'Overloaded, request …', calls: errors.failedCalls }),
    ]);
  });

  it('rank the users', async () => {
    const spent = new Map<string, number>();
    for (const trace of TRACES)
      for (const [n, { requestTokens, responseTokens }] of recordedWorkload(trace).entries())
        spent.set(`user-${n % 50}`, (spent.get(`user-${n % 50}`) ?? 0) + requestTokens + responseTokens);
    const expected = [...spent].sort(([, a], [, b]) => b - a).slice(0, 5);
    const top = await stats.getTopUsers({ ...RANGE, limit: 5 });
    expect(top.map(({ userId, totalCost }) => [userId, totalCost])).toEqual(
      expected.map(([user, tokens]) => [user, tokens / 1e6]),
    );
  });
});
