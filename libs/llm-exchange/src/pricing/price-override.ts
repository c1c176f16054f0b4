/** A price of the application's own, in USD per million tokens: negotiated, or of a model that the price list does not know. */
export interface ModelPrice {
  /** Provider's name, as in `llm_calls.provider`. Absent: any provider. */
  provider?: string;
  /** Model's name, or a pattern of names. */
  model: string | RegExp;
  promptPerMillion: number;
  completionPerMillion: number;
  /** Default: as other prompt tokens. */
  cachedPromptPerMillion?: number;
  /** Default: as other prompt tokens. */
  cacheWritePerMillion?: number;
  /** Of what stays in the cache for an hour. Default: as other writes. */
  cacheWrite1hPerMillion?: number;
  /** Default: as other prompt tokens. */
  imagePromptPerMillion?: number;
  /** Default: as other completion tokens. */
  imageCompletionPerMillion?: number;
  /** Default: as other prompt tokens. */
  audioPromptPerMillion?: number;
  /** Default: as other completion tokens. */
  audioCompletionPerMillion?: number;
  /** USD for one search that the provider makes itself. Default: what the provider asks of everybody, where that is known. */
  perWebSearch?: number;
  /** USD for one request, beside its tokens. Default 0. */
  perRequest?: number;
  /** By what the price of tokens is multiplied in a tier: `{ flex: 0.5, priority: 2 }`. Default 1. */
  tiers?: Readonly<Record<string, number>>;
}

/** A part of the list price that is not paid: a negotiated discount, or a batch's. */
export interface PriceDiscount {
  provider?: string;
  /** Default: all of the provider's. */
  model?: string | RegExp;
  /** From 0 to 1: 0.15 is 15 % off. */
  discount: number;
  /** By what the usual list price of tokens is multiplied in a tier, instead of what the provider asks of everybody. */
  tiers?: Readonly<Record<string, number>>;
}

/** Of several that match a call, the first counts. */
export type PriceOverride = ModelPrice | PriceDiscount;
