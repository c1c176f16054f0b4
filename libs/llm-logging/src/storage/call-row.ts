import { CALL_COLUMNS } from '../call/call-columns.js';
import { LlmCall } from './llm-call.entity.js';

/** The columns of a call, each under its member's name: what {@link toCall} reads. */
export const CALL_SELECTION = [
  ...Object.entries(CALL_COLUMNS).map(([member, { column }]) => `${column} AS "${member}"`),
  'created_at AS "createdAt"',
].join(', ');

export type CallRow = Omit<LlmCall, 'estimatedCost'> & { estimatedCost: string | null };

export function toCall(row: CallRow): LlmCall {
  const cost = row.estimatedCost === null ? null : Number(row.estimatedCost);
  return Object.assign(new LlmCall(), row, { estimatedCost: cost });
}
