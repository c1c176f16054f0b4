import { beforeAll, describe, expect, it } from '@jest/globals';
import { LlmCallRepository, LlmStatsService, LlmRollupService } from 'nestjs-llm-logging';
import { application } from '../support/suite.js';

const log = application();
const day = { startDate: '2025-03-03', endDate: '2025-03-04' };
const at = (ms: number) => new Date(Date.UTC(2025, 2, 3, 12) + ms);

/** A pipeline of 1,000 ms, in which a search of 100, a failed classification of 200 and an answer of 500 were made. */
async function pipeline(traceId: string, offset: number): Promise<void> {
  const { logger } = log;
  const id = await logger.start({ callType: 'rag_query', traceId, startedAt: at(offset), name: 'answer' });
  const inside = { traceId, parentCallId: id, provider: 'openai', model: 'gpt-4o' };
  await logger.record({ ...inside, kind: 'retrieval', callType: 'search', startedAt: at(offset + 10), latencyMs: 100 });
  const classified = { ...inside, callType: 'classification', startedAt: at(offset + 150), latencyMs: 200 };
  await logger.record({ ...classified, error: new Error('no label') });
  const usage = { promptTokens: 10, completionTokens: 5, estimatedCost: 0.25 };
  await logger.record({ ...inside, callType: 'rag_synthesis', startedAt: at(offset + 400), latencyMs: 500, ...usage });
  await logger.complete(id, { completedAt: at(offset + 1_000), latencyMs: 1_000 });
}

describe('steps', () => {
  beforeAll(async () => {
    await pipeline('t1', 0);
    await pipeline('t2', 5_000);
    await log.logger.flush();
  });

  const stats = () => log.app.get(LlmStatsService);

  it('are what calls were made in and that have neither tokens nor cost', async () => {
    const { items } = await log.app.get(LlmCallRepository).listByFilters({ traceId: 't1' });
    expect(items.map(({ callType, kind }) => [callType, kind])).toEqual([
      ['rag_synthesis', 'call'],
      ['classification', 'call'],
      ['search', 'retrieval'],
      ['rag_query', 'step'],
    ]);
  });

  it('count in no statistics, before and after rollups, unless they are asked for', async () => {
    for (const isRolledUp of [false, true]) {
      if (isRolledUp) await log.app.get(LlmRollupService).refresh();
      expect(await stats().getCostStats(day)).toMatchObject({
        totalCalls: 4,
        totalCost: 0.5,
        byModel: { 'gpt-4o': {} },
      });
      expect(await stats().getPerformanceStats(day)).toMatchObject({
        totalCalls: 4,
        maxLatencyMs: 500,
        errorRate: 0.5,
      });
      const all = { ...day, kind: ['call', 'step', 'retrieval'] as const };
      expect(await stats().comparePeriods(all)).toMatchObject({ current: { totalCalls: 8, maxLatencyMs: 1_000 } });
      const [step] = await stats().getTimeSeries({ ...day, interval: 'day', kind: 'step', groupBy: 'name' });
      expect(step).toMatchObject({ totalCalls: 2, groups: { answer: { totalCalls: 2 } } });
    }
  });

  it('are in a trace, whose totals are of its calls', async () => {
    const tree = await log.app.get(LlmCallRepository).getTraceTree('t1');
    expect(tree).toMatchObject({
      call: { kind: 'step' },
      totals: { calls: 2, errors: 1, cost: 0.25, latencyMs: 1_000 },
    });
    expect(await stats().getTraceTotals('t1')).toMatchObject({ totalCalls: 2, traces: 1, lastEndAt: at(1_000) });
  });

  it('have the time that no step in them takes; a trace fails at the deepest that failed', async () => {
    const health = await stats().getRagHealth(day);
    const shares = Object.fromEntries(health.steps.map(({ callType, shareOfTime }) => [callType, shareOfTime]));
    expect(shares).toEqual({ embedding: 0, rag_query: 0.2, rag_synthesis: 0.5, search: 0.1, classification: 0.2 });
    expect(health.failedTraces.map(({ traceId, callType }) => [traceId, callType])).toEqual([
      ['t2', 'classification'],
      ['t1', 'classification'],
    ]);
  });
});

describe('rollups by where calls came from', () => {
  beforeAll(async () => {
    const base = { startedAt: '2025-05-05T10:00:00Z', provider: 'p', model: 'm', promptTokens: 1, latencyMs: 100 };
    const call = { ...base, origin: 'POST /ask', promptName: 'answer', userId: 'u', companyId: 'c' };
    await log.logger.record({ ...call, release: '1', promptVersion: '1', estimatedCost: 0.000000000001 });
    await log.logger.record({ ...call, release: '2', promptVersion: '2', estimatedCost: 2, latencyMs: 300 });
    await log.logger.record({
      ...call,
      release: '2',
      promptVersion: '2',
      estimatedCost: 1,
      startedAt: '2025-06-01T00:00:00Z',
    });
    await log.logger.record({ ...base, estimatedCost: 0.5, release: '2' });
    await log.logger.flush();
  });

  const stats = () => log.app.get(LlmStatsService);
  const range = { startDate: '2025-05-01', endDate: '2025-07-01' };

  it('put versions of prompts, releases and origins beside each other', async () => {
    expect(await stats().getPromptStats(range)).toMatchObject([
      { promptName: 'answer', promptVersion: '2', totalCalls: 2, totalCost: 3, costPerCall: 1.5 },
      { promptName: 'answer', promptVersion: '1', totalCalls: 1, totalCost: 1e-12, p95LatencyMs: expect.any(Number) },
    ]);
    expect(await stats().getReleaseStats(range)).toMatchObject([
      {
        release: '2',
        totalCalls: 3,
        firstCallAt: new Date('2025-05-05T10:00:00Z'),
        lastCallAt: new Date('2025-06-01'),
      },
      { release: '1', totalCalls: 1 },
    ]);
    expect(await stats().getOriginStats({ ...range, limit: 1 })).toMatchObject([
      { origin: 'POST /ask', totalCalls: 3 },
    ]);
    expect(await stats().getOriginStats({ ...range, by: 'calls', promptName: 'none' })).toEqual([]);
    const { groups } = await stats().getErrorRates({ ...range, groupBy: 'release' });
    expect(groups.map(({ name }) => name).sort()).toEqual(['1', '2']);
  });

  it('give all there is of a user and of a company', async () => {
    const known = {
      cost: { totalCalls: 3, byModel: { m: { totalCalls: 3 } } },
      comparison: { current: { totalCalls: 3 } },
      models: [{ model: 'm', totalCalls: 3 }],
      origins: [{ origin: 'POST /ask', totalCalls: 3 }],
      errors: { totalCalls: 3, failedCalls: 0 },
    };
    const user = await stats().getUserProfile('u', { ...range, interval: 'month' });
    expect(user).toMatchObject({ ...known, series: [{ totalCalls: 2 }, { totalCalls: 1 }] });
    expect(await stats().getCompanyProfile('c', range)).toMatchObject(known);
  });

  it('are summed up by names and periods, in a zone', async () => {
    const rows = await stats().getSummary({
      ...range,
      groupBy: ['release', 'user'],
      interval: 'month',
      timeZone: 'America/New_York',
    });
    expect(
      rows.map(({ groups, totalCalls, totalCost }) => [groups.release, groups.user, totalCalls, totalCost]),
    ).toEqual([
      ['1', 'u', 1, 1e-12],
      // What is 1 June in UTC is May in New York.
      ['2', 'u', 2, 3],
      ['2', 'unknown', 1, 0.5],
    ]);
    expect(await stats().getSummary({ ...range, companyId: 'c' })).toMatchObject([
      { groups: { model: 'm' }, totalCalls: 3 },
    ]);
    await expect(stats().getSummary({ ...range, groupBy: ['model', 'model'] })).rejects.toThrow('groupBy');
  });
});
