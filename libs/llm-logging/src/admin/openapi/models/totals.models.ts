import type { CallTotals } from '../../../stats/answers/call-totals.js';
import type { CostTotals, LatencyPercentiles, UsageTotals } from '../../../stats/sums/usage-totals.js';
import { count, date, modelOf, ms, nullable, number, rate, usd, type Members } from '../schema.js';

export const costTotals: Members<CostTotals> = {
  totalCost: { ...usd, description: 'USD, of the calls whose price is known' },
  totalCalls: count,
  unpricedCalls: { ...count, description: 'Calls whose price is not known' },
  promptTokens: count,
  completionTokens: count,
  totalTokens: count,
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

export const CostTotalsModel = modelOf<CostTotals>('LlmCostTotals', 'Cost and tokens of some calls.', costTotals);

export const CallTotalsModel = modelOf<CallTotals>('LlmCallTotals', "Of a session's or a trace's calls.", {
  ...usageTotals,
  firstCallAt: nullable(date),
  lastCallAt: nullable(date),
  traces: { ...count, description: 'Distinct traces' },
});
