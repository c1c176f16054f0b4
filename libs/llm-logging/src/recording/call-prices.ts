import type { LlmCallRecord } from 'llm-exchange/call';
import { createPriceBook, type PriceBook, type PriceOverride } from 'llm-exchange/pricing';

/** What records cost, by the application's own prices and the price list. */
export class CallPrices {
  readonly #book: PriceBook;

  constructor(overrides: readonly PriceOverride[]) {
    this.#book = createPriceBook(overrides);
  }

  /**
   * USD, null where no price is known.
   * @param started what is known of the call's start, where the outcome does not say it
   */
  of(outcome: Partial<LlmCallRecord>, started: Partial<LlmCallRecord> = outcome): number | null {
    const model = outcome.model ?? started.model;
    if (model === undefined) return null;
    return this.#book.cost({
      provider: outcome.provider ?? started.provider,
      model,
      requestModel: outcome.requestModel ?? started.requestModel,
      promptTokens: outcome.promptTokens,
      completionTokens: outcome.completionTokens,
      cachedPromptTokens: outcome.cachedPromptTokens,
      cacheWriteTokens: outcome.cacheWriteTokens,
      reasoningTokens: outcome.reasoningTokens,
      audioPromptTokens: tokensIn(outcome, 'audioPromptTokens'),
      audioCompletionTokens: tokensIn(outcome, 'audioCompletionTokens'),
      serviceTier: outcome.serviceTier,
      usageDetails: outcome.usageDetails,
      at: started.startedAt === undefined ? undefined : new Date(started.startedAt),
    });
  }
}

function tokensIn({ metadata }: Partial<LlmCallRecord>, name: string): number | undefined {
  const tokens = metadata?.[name];
  return typeof tokens === 'number' && tokens > 0 ? tokens : undefined;
}
