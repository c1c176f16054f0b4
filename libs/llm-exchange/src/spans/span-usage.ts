import type { TokenMember } from '../call/exchange-members.js';
import { detailsOf, type LlmUsageDetails } from '../call/usage-details.js';
import { count, sum } from '../reading/json-reading.js';
import type { LlmResultReading } from '../reading/result-reading.js';
import type { SpanSaid } from './dialect.js';

export type SpanTokens = Pick<LlmResultReading, TokenMember | 'usageDetails'>;

/**
 * Tokens by our convention: all input tokens, cached ones included. Whether an instrumentation's own include them, the provider's
 * own usage says; without it the totals; without them that a part can be no more than the whole; and last the dialect.
 */
export function tokensOf(said: SpanSaid): SpanTokens {
  const own = said.providerUsage;
  const prompt = count(said.promptTokens);
  const cached = count(own?.cachedPromptTokens) ?? count(said.cachedPromptTokens);
  const written = count(own?.cacheWriteTokens) ?? count(said.cacheWriteTokens);
  const beside = tokensBeside(said, sum(cached, written) ?? 0);
  const whole = count(own?.promptTokens) ?? (prompt === null ? null : prompt + beside);
  const completion = count(own?.completionTokens) ?? answeredOf(said, whole);
  return {
    promptTokens: whole,
    completionTokens: completion,
    totalTokens: totalOf(said, whole, completion),
    cachedPromptTokens: cached,
    cacheWriteTokens: written,
    reasoningTokens: count(own?.reasoningTokens) ?? count(said.reasoningTokens),
    usageDetails: detailsIn(said),
  };
}

/** What the prompt's tokens leave out of those that the cache has. */
function tokensBeside(said: SpanSaid, parts: number): number {
  const prompt = count(said.promptTokens);
  if (prompt === null || parts === 0) return 0;
  const completion = count(said.completionTokens) ?? 0;
  const total = count(said.totalTokens);
  const cached = count(said.cachedPromptTokens) ?? 0;
  if (total !== null && total === prompt + completion + parts) return parts;
  if (total !== null && cached > 0 && total === prompt + completion + cached) return cached;
  return prompt < parts || said.leavesOutCached === true ? parts : 0;
}

/** Google counts thoughts outside of the answer. The total shows it, or that there are more thoughts than tokens of the answer. */
function answeredOf(said: SpanSaid, prompt: number | null): number | null {
  const completion = count(said.completionTokens);
  const thoughts = count(said.reasoningTokens);
  if (completion === null || thoughts === null) return completion;
  const leavesOutReasoning =
    completion < thoughts ||
    said.leavesOutReasoning === true ||
    count(said.totalTokens) === (prompt ?? 0) + completion + thoughts;
  return leavesOutReasoning ? completion + thoughts : completion;
}

function totalOf(said: SpanSaid, prompt: number | null, completion: number | null): number | null {
  if (prompt !== null && completion !== null) {
    const total = count(said.providerUsage?.totalTokens) ?? count(said.totalTokens) ?? 0;
    return Math.max(total, prompt + completion);
  }
  return count(said.totalTokens) ?? (said.callType === 'embedding' ? prompt : null);
}

function detailsIn(said: SpanSaid): LlmUsageDetails | null {
  return detailsOf({
    ...said.usageDetails,
    audioPromptTokens: count(said.audioPromptTokens),
    audioCompletionTokens: count(said.audioCompletionTokens),
    ...said.providerUsage?.usageDetails,
  });
}
