import { beforeAll, describe, expect, it } from '@jest/globals';
import { LlmLoggerService, LlmQueryError, LlmStatsService, LlmRollupService } from 'nestjs-llm-logging';
import { application } from '../support/suite.js';

const log = application();
let stats: LlmStatsService;
let logger: LlmLoggerService;

beforeAll(async () => {
  stats = log.app.get(LlmStatsService);
  logger = log.logger;
});

const at = (time: string) => ({ callType: 'chat', model: 'm', provider: 'p', startedAt: time, latencyMs: 1 });
const countsOf = (points: { totalCalls: number }[]) => points.map(({ totalCalls }) => totalCalls);

describe('time series', () => {
  beforeAll(async () => {
    // The hour that Berlin has twice, and the one before and after; both ends of that day.
    for (const time of [
      '2025-10-25T21:59:59Z',
      '2025-10-25T22:00:00Z',
      '2025-10-26T00:30:00Z',
      '2025-10-26T01:30:00Z',
      '2025-10-26T22:59:59.999Z',
      '2025-10-26T23:00:00Z',
    ])
      await logger.record(at(time));
    // Midnight in India is half past an hour; in March a day of Berlin has 23 hours.
    for (const time of [
      '2025-03-29T22:59:59Z',
      '2025-03-29T23:00:00Z',
      '2025-03-30T18:29:59Z',
      '2025-03-30T18:30:00Z',
      '2025-03-30T22:00:00Z',
    ])
      await logger.record(at(time));
    await logger.flush();
  });

  it.each(['rows', 'rollups'])('follow the days of a zone, of 23 and 25 hours, from %s', async (source) => {
    if (source === 'rollups') await log.app.get(LlmRollupService).refresh();
    const berlin = (startDate: string, endDate: string, interval: 'day' | 'hour') =>
      stats.getTimeSeries({ interval, timeZone: 'Europe/Berlin', startDate, endDate });
    const autumn = await berlin('2025-10-24T22:00:00Z', '2025-10-27T23:00:00Z', 'day');
    expect(countsOf(autumn)).toEqual([1, 4, 1]);
    expect(autumn[1]).toMatchObject({ start: new Date('2025-10-25T22:00:00Z'), end: new Date('2025-10-26T23:00:00Z') });
    const spring = await berlin('2025-03-28T23:00:00Z', '2025-03-31T22:00:00Z', 'day');
    expect(countsOf(spring)).toEqual([1, 3, 1]);
    expect(spring[1]!.end.getTime() - spring[1]!.start.getTime()).toBe(23 * 3_600_000);
    const hours = await berlin('2025-10-25T22:00:00Z', '2025-10-26T23:00:00Z', 'hour');
    expect(hours).toHaveLength(25);
    expect(countsOf(hours).slice(0, 4)).toEqual([1, 0, 1, 1]);

    const india = { timeZone: 'Asia/Kolkata', startDate: '2025-03-28T18:30:00Z', endDate: '2025-03-31T18:30:00Z' };
    expect(countsOf(await stats.getTimeSeries({ ...india, interval: 'day' }))).toEqual([0, 3, 2]);
    const indianHours = await stats.getTimeSeries({ ...india, interval: 'hour' });
    expect(indianHours).toHaveLength(72);
    expect(indianHours.find(({ totalCalls }) => totalCalls > 0)!.start).toEqual(new Date('2025-03-29T22:30:00Z'));
    const nepal = await stats.getTimeSeries({ ...india, timeZone: 'Asia/Kathmandu', interval: 'hour' });
    expect(nepal[0]!.start.getUTCMinutes()).toBe(15);
    const lordHowe = {
      timeZone: 'Australia/Lord_Howe',
      startDate: '2025-10-04T13:30:00Z',
      endDate: '2025-10-05T13:00:00Z',
    };
    expect(await stats.getTimeSeries({ ...lordHowe, interval: 'day' })).toHaveLength(1);
  });

  it('has weeks from Monday, months of a zone and zeros where nothing was', async () => {
    const range = { startDate: '2025-03-01', endDate: '2025-11-01' };
    const months = await stats.getTimeSeries({ ...range, interval: 'month', groupBy: 'model', percentiles: true });
    expect(countsOf(months)).toEqual([5, 0, 0, 0, 0, 0, 0, 6]);
    expect(months[1]).toMatchObject({
      start: new Date('2025-04-01'),
      totalCost: 0,
      totalTokens: 0,
      successRate: null,
      p95LatencyMs: null,
      groups: { m: { totalCalls: 0 } },
    });
    const ofBoth = months[0]!;
    const [ofLatency] = await stats.getTimeSeries({
      ...range,
      interval: 'month',
      groupBy: 'model',
      percentiles: 'latency',
    });
    const { p50TimeToFirstTokenMs, p95TimeToFirstTokenMs, groups, ...rest } = ofBoth;
    expect([p50TimeToFirstTokenMs, p95TimeToFirstTokenMs]).toEqual([null, null]);
    expect(ofLatency).toEqual({
      ...rest,
      groups: { m: expect.objectContaining({ p99LatencyMs: groups!['m']!.p99LatencyMs }) },
    });
    expect(ofLatency!.groups!['m']).not.toHaveProperty('p50TimeToFirstTokenMs');
    const [week] = await stats.getTimeSeries({ ...range, interval: 'week' });
    expect(week!.start).toEqual(new Date('2025-02-24'));
  });

  it.each(['rows', 'rollups'])(
    'join the calls of users and companies with less than others, from %s',
    async (source) => {
      const day = { startDate: '2025-07-01', endDate: '2025-07-02', interval: 'day' as const };
      if (source === 'rows') {
        const spent = { u1: [1, 1, 1], u2: [5, 5], u3: [20], u4: [0.25] };
        for (const [userId, costs] of Object.entries(spent))
          for (const estimatedCost of costs)
            await logger.record({ ...at('2025-07-01T10:00:00Z'), userId, companyId: `of ${userId}`, estimatedCost });
        await logger.record({ ...at('2025-07-01T11:00:00Z'), latencyMs: 500, estimatedCost: 7 });
        await logger.flush();
      } else await log.app.get(LlmRollupService).refresh();
      for (const [groupBy, prefix] of [
        ['user', ''],
        ['company', 'of '],
      ] as const) {
        const [most] = await stats.getTimeSeries({ ...day, groupBy, limit: 2, percentiles: true });
        expect(most).toMatchObject({ totalCalls: 8, totalCost: 40.25 });
        expect(Object.keys(most!.groups!).sort()).toEqual([`${prefix}u1`, `${prefix}u2`, 'other'].sort());
        expect(most!.groups).toMatchObject({
          [`${prefix}u1`]: { totalCalls: 3, totalCost: 3, p50LatencyMs: expect.closeTo(1, 1) },
          other: { totalCalls: 3, totalCost: 27.25, avgLatencyMs: 502 / 3, p50LatencyMs: null },
        });
        const [dearest] = await stats.getTimeSeries({ ...day, groupBy, by: 'cost', limit: 3 });
        expect(dearest!.groups).toMatchObject({
          [`${prefix}u3`]: { totalCost: 20 },
          [`${prefix}u2`]: { totalCost: 10 },
          unknown: { totalCost: 7, avgLatencyMs: 500 },
          other: { totalCalls: 4, totalCost: 3.25 },
        });
        const [all] = await stats.getTimeSeries({ ...day, groupBy, limit: 5 });
        expect(Object.keys(all!.groups!)).toHaveLength(5);
      }
    },
  );

  it.each([
    [{ interval: 'minute' as never }, 'interval', 'hour, day, week, month'],
    [{ interval: 'day' as const, timeZone: 'Mars/Base' }, 'timeZone', 'IANA'],
    [{ interval: 'day' as const, timeZone: '+05:30' }, 'timeZone', 'IANA'],
    [{ interval: 'day' as const, groupBy: 'colour' as never }, 'groupBy', 'callType'],
    [{ interval: 'hour' as const, days: 3_000 }, 'interval', 'longer ones'],
    [{ interval: 'day' as const, days: 0 }, 'days', 'from 1'],
    [{ interval: 'day' as const, percentiles: 'all' as never }, 'percentiles', 'true, false or latency'],
    [{ interval: 'day' as const, limit: 101 }, 'limit', '1 to 100'],
    [{ interval: 'day' as const, by: 'tokens' as never }, 'by', 'cost, calls'],
    [{ interval: 'day' as const, status: 'sad' as never }, 'status', 'success'],
  ])('says what is wrong with %j', async (query, field, remedy) => {
    const error = await stats.getTimeSeries(query).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LlmQueryError);
    expect(error).toMatchObject({ field, message: expect.stringContaining(remedy) });
  });
});

describe('other answers', () => {
  const range = { startDate: '2024-05-01', endDate: '2024-06-01' };
  beforeAll(async () => {
    const base = { startedAt: '2024-05-02T10:00:00Z', sessionId: 's', companyId: 'c' };
    await logger.record({
      ...base,
      callType: 'rag_query',
      provider: 'p',
      model: 'a',
      latencyMs: 100,
      traceId: 't1',
      promptTokens: 10,
      completionTokens: 0,
      estimatedCost: 1,
    });
    await logger.record({
      ...base,
      callType: 'rag_synthesis',
      provider: 'p',
      model: 'b',
      latencyMs: 300,
      timeToFirstTokenMs: 50,
      traceId: 't1',
      promptTokens: 20,
      completionTokens: 30,
      estimatedCost: 2,
    });
    await logger.record({
      ...base,
      callType: 'rag_synthesis',
      provider: 'p',
      model: 'b',
      latencyMs: 400,
      traceId: 't2',
      error: new Error('no answer in 30 s'),
    });
    await logger.record({
      ...base,
      startedAt: '2024-04-20T10:00:00Z',
      callType: 'chat',
      provider: 'p',
      model: 'own',
      latencyMs: 10,
      traceId: 't3',
      promptTokens: 5,
      completionTokens: 5,
    });
    await logger.flush();
  });

  it('report how the steps of RAG do', async () => {
    const health = await stats.getRagHealth(range);
    expect(health).toMatchObject({ totalCalls: 3, successRate: 2 / 3 });
    expect(
      health.steps.map(({ callType, totalCalls, successRate, shareOfTime }) => [
        callType,
        totalCalls,
        successRate,
        shareOfTime,
      ]),
    ).toEqual([
      ['embedding', 0, null, 0],
      ['rag_query', 1, 1, 0.125],
      ['rag_synthesis', 2, 0.5, 0.875],
    ]);
    expect(health.failedTraces).toEqual([
      expect.objectContaining({
        traceId: 't2',
        callType: 'rag_synthesis',
        status: 'error',
        errorMessage: 'no answer in 30 s',
      }),
    ]);
  });

  it('compare models', async () => {
    const [b, a] = await stats.compareModels({ ...range, callType: ['rag_query', 'rag_synthesis'] });
    expect(b).toMatchObject({
      model: 'b',
      provider: 'p',
      totalCalls: 2,
      costPerCall: 2,
      errorRate: 0.5,
      tokensPerSecond: 100,
      avgTimeToFirstTokenMs: 50,
    });
    expect(a).toMatchObject({ model: 'a', costPerCall: 1, promptTokensPerCall: 10 });
  });

  it('total sessions and traces, of one company if asked', async () => {
    expect(await stats.getSessionTotals('s')).toMatchObject({
      totalCalls: 4,
      totalCost: 3,
      traces: 3,
      firstCallAt: new Date('2024-04-20T10:00:00Z'),
    });
    expect(await stats.getTraceTotals('t1')).toMatchObject({ totalCalls: 2, totalTokens: 60, traces: 1 });
    expect(await stats.getTraceTotals('t1', { companyId: 'other' })).toMatchObject({
      totalCalls: 0,
      firstCallAt: null,
    });
  });

  it('name unpriced models and top companies', async () => {
    const april = { startDate: '2024-04-01', endDate: '2024-05-01' };
    expect(await stats.getUnpricedModels(april)).toEqual([
      { provider: 'p', model: 'own', unpricedCalls: 1, uncountedCalls: 0, totalCalls: 1, totalTokens: 10 },
    ]);
    expect(await stats.getTopCompanies(range)).toEqual([
      expect.objectContaining({ companyId: 'c', totalCost: 3, totalCalls: 3, failedCalls: 1 }),
    ]);
    await expect(stats.getTopUsers({ limit: 0 })).rejects.toMatchObject({ field: 'limit' });
    await expect(stats.getTopUsers({ by: 'fame' as never })).rejects.toMatchObject({ field: 'by' });
    await expect(stats.getErrorRates({ groupBy: 'user' as never })).rejects.toMatchObject({ field: 'groupBy' });
  });

  it('compare a period with the one before', async () => {
    const { current, previous, comparable, change } = await stats.comparePeriods({
      startDate: '2024-05-01',
      endDate: '2024-05-16',
    });
    expect([current.totalCalls, previous.totalCalls]).toEqual([3, 1]);
    expect(previous.start).toEqual(new Date('2024-04-16'));
    expect(change).toMatchObject({ totalCalls: 2, totalTokens: 5, totalCost: null });
    expect(comparable).toBe(false);
  });

  it('say that a period can be compared only where the log is older than the one before', async () => {
    const later = await stats.comparePeriods({ startDate: '2024-06-01', endDate: '2024-06-03' });
    expect(later.comparable).toBe(true);
  });

  it('find what is left out, and what has no name, from rows', async () => {
    const all = await stats.getCostStats({ startDate: '2024-01-01', endDate: '2025-01-01' });
    const [model = ''] = Object.keys(all.byModel).filter((name) => name !== 'unknown');
    const time = { startDate: '2024-01-01', endDate: '2025-01-01' };
    const [only, others, nameless] = await Promise.all(
      [model, `-${model}`, '-*'].map((wanted) => stats.getCostStats({ ...time, model: wanted })),
    );
    expect(only!.totalCalls + others!.totalCalls).toBe(all.totalCalls);
    expect(nameless!.totalCalls).toBe(all.byModel['unknown']?.totalCalls ?? 0);
  });

  it('project the month from the last seven days, the call of a second ago included', async () => {
    await logger.record({ startedAt: new Date(), estimatedCost: 7, latencyMs: 1, companyId: 'now' });
    await logger.flush();
    const { start, end, costSoFar, costPerDay, projectedCost } = await stats.getProjectedCost({ companyId: 'now' });
    expect(costSoFar).toBe(7);
    expect(costPerDay).toBe(1);
    expect(projectedCost).toBeCloseTo(7 + (end.getTime() - Date.now()) / 86_400_000, 2);
    expect(start.getUTCDate()).toBe(1);
  });
});

describe('a company and a state', () => {
  const DAY = { startDate: '2025-05-05', endDate: '2025-05-06' };
  const failed = { ...at('2025-05-05T10:00:00Z'), companyId: 'acme', status: 'error', estimatedCost: 2 } as const;

  beforeAll(async () => {
    await logger.record(failed);
    await logger.record({ ...failed, status: 'success', estimatedCost: 3 });
    await logger.flush();
    await log.app.get(LlmRollupService).refresh();
  });

  it('are asked for together, though only rollups of errors are grouped by both', async () => {
    const filters = { ...DAY, companyId: 'acme', status: 'success' } as const;
    const total = { totalCalls: 1, totalCost: 3 };
    expect(await stats.getTopCompanies({ ...DAY, status: 'success' })).toMatchObject([{ companyId: 'acme', ...total }]);
    expect(await stats.getFacets({ ...DAY, status: 'error' })).toMatchObject({ companies: ['acme'] });
    expect((await stats.comparePeriods(filters)).current).toMatchObject(total);
    const byStatus = await stats.getTimeSeries({ ...DAY, companyId: 'acme', interval: 'day', groupBy: 'status' });
    expect(byStatus).toMatchObject([{ groups: { success: total, error: { totalCalls: 1, totalCost: 2 } } }]);
    const byCompany = await stats.getTimeSeries({ ...DAY, status: 'error', interval: 'day', groupBy: 'company' });
    expect(byCompany).toMatchObject([{ groups: { acme: { totalCalls: 1, totalCost: 2 } } }]);
  });

  it.each([{ provider: '' }, { model: ['m', ''] }, { tags: [''] }])(
    '%j is refused, as no call has an empty name',
    async (filters) => {
      await expect(stats.getCostStats({ ...DAY, ...filters } as never)).rejects.toThrow(LlmQueryError);
    },
  );
});
