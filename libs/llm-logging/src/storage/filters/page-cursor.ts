import { isCallId } from 'llm-exchange/call';
import { LlmQueryError } from '../../errors.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

/** The place after one call, as a text for the outside. */
export function cursorAfter(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

/** The id of the call that a cursor stands behind. @throws LlmQueryError */
export function idOfCursor(cursor: unknown): string {
  const hex = typeof cursor === 'string' ? Buffer.from(cursor, 'base64url').toString('hex') : '';
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (!isCallId(id)) throw new LlmQueryError('cursor', 'must be the nextCursor of an earlier answer');
  return id;
}

/** @throws LlmQueryError */
export function pageLimit(limit: unknown): number {
  if (limit === undefined || limit === null) return DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || (limit as number) < 1 || (limit as number) > MAX_LIMIT) {
    throw new LlmQueryError('limit', `must be a whole number from 1 to ${MAX_LIMIT}`);
  }
  return limit as number;
}
