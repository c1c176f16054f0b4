import type { LlmUsageDetails } from './usage-details.js';

/**
 * Tokens of one call. `promptTokens` counts all input tokens, those read from or written to a cache included;
 * `completionTokens` counts all output tokens, reasoning included, whatever the provider's own convention is.
 * Not reported is absent or null; reported as 0 is 0.
 */
export interface LlmTokenUsage {
  promptTokens?: number | null;
  completionTokens?: number | null;
  /** Prompt and completion together; where it is not given, the sum of those that are. */
  totalTokens?: number | null;
  /** The part of `promptTokens` read from the provider's cache. */
  cachedPromptTokens?: number | null;
  /** The part of `promptTokens` written to the provider's cache. */
  cacheWriteTokens?: number | null;
  /** The part of `completionTokens` spent on reasoning. */
  reasoningTokens?: number | null;
  /** The tier that answered, which may change the price: `default`, `flex`, `priority`, `batch` … */
  serviceTier?: string | null;
  usageDetails?: LlmUsageDetails | null;
}
