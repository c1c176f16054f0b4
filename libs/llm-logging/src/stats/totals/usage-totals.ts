export interface CostTotals {
  /** USD, of the calls whose price is known. */
  totalCost: number;
  /** Calls in any state. */
  totalCalls: number;
  /** Calls that used tokens, or were answered by a model, but whose price is not known. */
  unpricedCalls: number;
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}

/** The same with what is billed beside plain tokens. */
export interface BilledTotals extends CostTotals {
  /** Those of the unpriced calls whose tokens are not known: no price helps them. */
  uncountedCalls: number;
  /** USD: the part of the cost that is of tokens which were estimated, as the provider did not report them. */
  costOfEstimates: number;
  /** Sums of what calls reported, under the names of {@link LlmUsageDetails}, with cached, written and reasoning tokens. */
  usageDetails: Record<UsageDetailName, number>;
}

type UsageDetailName =
  | 'cachedPromptTokens'
  | 'cacheWriteTokens'
  | 'reasoningTokens'
  | 'cacheWrite5mTokens'
  | 'cacheWrite1hTokens'
  | 'audioPromptTokens'
  | 'audioCompletionTokens'
  | 'imagePromptTokens'
  | 'imageCompletionTokens'
  | 'webSearches';

/** Of a set of calls. Rates from 0 to 1, of finished calls; null where there is no such call. */
export interface UsageTotals extends CostTotals {
  cachedPromptTokens: number;
  reasoningTokens: number;
  /** Not finished yet. */
  pendingCalls: number;
  /** Failed or timed out. */
  failedCalls: number;
  successRate: number | null;
  errorRate: number | null;
  avgLatencyMs: number | null;
  maxLatencyMs: number | null;
  avgTimeToFirstTokenMs: number | null;
  /** Completion tokens of the finished calls that have both, per second of their latency. */
  tokensPerSecond: number | null;
}

/** Off by 1 % at most; see `docs/reading.md`. Null where there is no such call. */
export interface LatencyPercentiles {
  p50LatencyMs: number | null;
  p95LatencyMs: number | null;
  p99LatencyMs: number | null;
  p50TimeToFirstTokenMs: number | null;
  p95TimeToFirstTokenMs: number | null;
}
