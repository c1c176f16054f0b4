import { LlmQueryError } from '../../errors.js';

/** @throws LlmQueryError */
export function checkLimit(field: string, limit: unknown, min: number, max: number): void {
  if (!Number.isInteger(limit) || (limit as number) < min || (limit as number) > max)
    throw new LlmQueryError(field, `must be a whole number from ${min} to ${max}`);
}
