import { CALL_COLUMNS, CALL_MEMBERS, type CallMember } from 'llm-exchange/call';
import { LlmCall } from './llm-call.entity.js';

/** The columns of a call, each under its member's name: what {@link toCall} reads. */
export const CALL_SELECTION = callSelectionWithout([]);

/** The same with null for some members: texts are read from elsewhere on the disk, and may be large. */
export function callSelectionWithout(members: readonly CallMember[]): string {
  const columns = CALL_MEMBERS.map(
    (member) => `${members.includes(member) ? 'NULL' : CALL_COLUMNS[member].column} AS "${member}"`,
  );
  return [...columns, 'created_at AS "createdAt"'].join(', ');
}

export type CallRow = Omit<LlmCall, 'estimatedCost'> & { estimatedCost: string | null };

export function toCall(row: CallRow): LlmCall {
  const cost = row.estimatedCost === null ? null : Number(row.estimatedCost);
  return Object.assign(new LlmCall(), row, { estimatedCost: cost });
}
