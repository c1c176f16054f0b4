/** A model of which calls have no known price: give it one with the option `prices`, then `npx nestjs-llm-logging reprice`. */
export interface UnpricedModel {
  provider: string;
  model: string;
  unpricedCalls: number;
  /** Of all its calls. */
  totalCalls: number;
  totalTokens: number;
}
