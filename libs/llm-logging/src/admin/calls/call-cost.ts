import { type LlmCostPart, type PriceBook, roundCost, splitCost, type UnpricedReason } from 'llm-exchange/pricing';
import type { LlmCall } from '../../storage/rows/llm-call.entity.js';

/** What a call costs, by kind of tokens, at the prices of its time as they are known today. */
export interface LlmCallCost {
  /** USD, as stored. */
  estimatedCost: number | null;
  currency: 'USD';
  parts: LlmCostPart[];
  /**
   * `price`: the parts add up to the stored cost. `given`: they do not, as the provider or the application gave it, or as it was
   * calculated with other prices. Null without a stored cost.
   */
  source: 'price' | 'given' | null;
  /** Why there is no cost; absent where there is one. */
  reason?: UnpricedReason;
  /** The tokens are an estimate, as the provider did not report them; absent where they are not. */
  isEstimated?: true;
}

export function callCost(prices: PriceBook, call: LlmCall): LlmCallCost {
  const { model, metadata, startedAt: at, estimatedCost } = call;
  const usage = {
    ...call,
    model: model ?? '',
    audioPromptTokens: numberOf(metadata['audioPromptTokens']),
    audioCompletionTokens: numberOf(metadata['audioCompletionTokens']),
    at,
  };
  const parts = splitCost(prices, usage);
  return {
    estimatedCost,
    currency: 'USD',
    parts,
    source: sourceOf(estimatedCost, parts),
    ...(estimatedCost === null && { reason: prices.reason(usage) }),
    ...(metadata['tokensEstimated'] === true && { isEstimated: true }),
  };
}

/** Each part is rounded on its own. */
const ROUNDING = 4e-12;

function sourceOf(estimatedCost: number | null, parts: readonly LlmCostPart[]): LlmCallCost['source'] {
  if (estimatedCost === null) return null;
  if (parts.length === 0 || parts.some(({ cost }) => cost === null)) return 'given';
  const total = parts.reduce((sum, { cost }) => sum + cost!, 0);
  return roundCost(Math.abs(total - estimatedCost))! <= ROUNDING ? 'price' : 'given';
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
