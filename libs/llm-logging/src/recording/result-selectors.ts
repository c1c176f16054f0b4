import type { LlmTokenUsage } from 'llm-exchange/call';
import type { Selector } from './selector-types.js';

/**
 * How to read what a method returned, where it is no answer that is known. They get the returned value; of a stream or an
 * Observable of several values the list of these.
 */
export interface ResultSelectors<Result = unknown> {
  response?: Selector<Result, unknown>;
  usage?: Selector<Result, LlmTokenUsage | null | undefined>;
  /** USD. */
  cost?: Selector<Result, number | null | undefined>;
}

export function hasSelectors({ response, usage, cost }: ResultSelectors): boolean {
  return response !== undefined || usage !== undefined || cost !== undefined;
}
