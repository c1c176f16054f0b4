import { expect, it } from '@jest/globals';
import { LlmCallRepository, LlmStatsService, LlmRollupService } from 'nestjs-llm-logging';
import { suite } from '../support/suite.js';

const log = suite();

const DAY = '2026-01-10T12:00:00Z';
const range = { startDate: '2026-01-10', endDate: '2026-01-11' };

it('sums what is billed beside plain tokens, how much of it is estimated, and counts what is missing', async () => {
  const call = { provider: 'anthropic', model: 'claude-opus-5', callType: 'chat', startedAt: DAY, latencyMs: 10 };
  const usage = { promptTokens: 100_000, completionTokens: 0, cacheWriteTokens: 100_000 };
  const written = {
    ...usage,
    usageDetails: { cacheWrite1hTokens: 60_000, cacheWrite5mTokens: 40_000, webSearches: 3 },
  };
  await log.logger.record({ ...call, ...written });
  await log.logger.record({ ...call, usage: { ...usage, serviceTier: 'batch' } });
  await log.logger.record({ ...call, ...usage, metadata: { tokensEstimated: true } });
  await log.logger.record({ ...call });
  await log.logger.record({ ...call, ...usage, model: 'own-model' });
  await log.logger.flush();

  const stats = log.app.get(LlmStatsService);
  const expected = {
    // 0.60 of an hour, 0.25 of five minutes and 0.03 of searches; half of 0.625; 0.625.
    totalCost: 0.88 + 0.3125 + 0.625,
    totalCalls: 5,
    unpricedCalls: 2,
    uncountedCalls: 1,
    costOfEstimates: 0.625,
    usageDetails: {
      cacheWriteTokens: 400_000,
      cacheWrite1hTokens: 60_000,
      cacheWrite5mTokens: 40_000,
      webSearches: 3,
      imageCompletionTokens: 0,
    },
    byModel: {
      'claude-opus-5': { unpricedCalls: 1, uncountedCalls: 1, usageDetails: { webSearches: 3 } },
      'own-model': { unpricedCalls: 1, uncountedCalls: 0, costOfEstimates: 0 },
    },
  };
  expect(await stats.getCostStats(range)).toMatchObject(expected);
  expect(await stats.getUnpricedModels(range)).toMatchObject([
    { unpricedCalls: 1, uncountedCalls: expect.any(Number) },
    { unpricedCalls: 1, uncountedCalls: expect.any(Number) },
  ]);

  // From rollups it is the same.
  await log.app.get(LlmRollupService).refresh();
  expect(await stats.getCostStats(range)).toMatchObject(expected);
});

it('filters by the tier that answered', async () => {
  await log.logger.record({ serviceTier: 'flex' });
  await log.logger.record({ serviceTier: 'default' });
  await log.logger.flush();
  const { items } = await log.app.get(LlmCallRepository).listByFilters({ serviceTier: ['flex', 'batch'] });
  expect(items.map(({ serviceTier }) => serviceTier)).toEqual(['flex']);
});
