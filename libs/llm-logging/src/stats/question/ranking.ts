import { LlmQueryError } from '../../errors.js';
import { RANKINGS, type Ranking } from '../../rollups/plan/question.js';

/** @throws LlmQueryError */
export function checkRanking(by: unknown): void {
  if (!RANKINGS.includes(by as Ranking)) throw new LlmQueryError('by', `must be one of ${RANKINGS.join(', ')}`);
}
