import type { CallTotals } from '../../../stats/answers/call-totals.js';
import type { BilledTotals, CostTotals, LatencyPercentiles, UsageTotals } from '../../../stats/totals/usage-totals.js';
import { count, date, mapOf, modelOf, ms, nullable, number, rate, usd, type Members } from '../schema.js';

export const costTotals: Members<CostTotals> = {
  totalCost: { ...usd, description: 'USD, of the calls whose price is known' },
  totalCalls: count,
  unpricedCalls: { ...count, description: 'Calls whose price is not known' },
  promptTokens: count,
  completionTokens: count,
  totalTokens: count,
};

export const billedTotals: Members<BilledTotals> = {
  ...costTotals,
  uncountedCalls: { ...count, description: 'Those of the unpriced calls whose tokens are not known' },
  costOfEstimates: { ...usd, description: 'USD: the part of the cost that is of estimated tokens' },
  usageDetails: { ...mapOf(count), description: 'Sums of what is billed beside plain tokens, and of parts of tokens' },
};

export const addedTotals: Members<Omit<UsageTotals, 'maxLatencyMs'>> = {
  ...costTotals,
  cachedPromptTokens: count,
  reasoningTokens: count,
  pendingCalls: count,
  failedCalls: { ...count, description: 'Failed or timed out' },
  successRate: rate,
  errorRate: rate,
  avgLatencyMs: nullable(ms),
  avgTimeToFirstTokenMs: nullable(ms),
  tokensPerSecond: nullable(number),
};

export const usageTotals: Members<UsageTotals> = { ...addedTotals, maxLatencyMs: nullable(ms) };

export const percentiles: Members<LatencyPercentiles> = {
  p50LatencyMs: nullable(ms),
  p95LatencyMs: nullable(ms),
  p99LatencyMs: nullable(ms),
  p50TimeToFirstTokenMs: nullable(ms),
  p95TimeToFirstTokenMs: nullable(ms),
};

export const BilledTotalsModel = modelOf<BilledTotals>(
  'LlmBilledTotals',
  'Cost and tokens of some calls.',
  billedTotals,
);

export const CallTotalsModel = modelOf<CallTotals>('LlmCallTotals', "Of a session's or a trace's calls.", {
  ...usageTotals,
  firstCallAt: nullable(date),
  lastCallAt: nullable(date),
  lastEndAt: { ...nullable(date), description: 'When the last of them to end ended' },
  traces: { ...count, description: 'Distinct traces' },
});
