import type { LlmCall } from '../../storage/rows/llm-call.entity.js';

/** Two calls beside each other. */
export interface LlmCallComparison {
  a: LlmCall;
  b: LlmCall;
  /** Names of the members in which they differ, without ids and times. */
  differences: string[];
}
