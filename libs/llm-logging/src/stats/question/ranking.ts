import { LlmQueryError } from '../../llm-logging.errors.js';

/** What names are ranked by. */
export const RANKINGS = ['cost', 'calls'] as const;
export type Ranking = (typeof RANKINGS)[number];

/** @throws LlmQueryError */
export function checkRanking(by: unknown): void {
  if (!RANKINGS.includes(by as Ranking)) throw new LlmQueryError('by', `must be one of ${RANKINGS.join(', ')}`);
}
