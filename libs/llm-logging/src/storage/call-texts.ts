import { CALL_COLUMNS, type CallMember } from '../call/call-columns.js';
import type { LlmCall } from './llm-call.entity.js';

/** What was asked and answered. */
export const PAYLOAD_MEMBERS = ['prompt', 'systemPrompt', 'requestParameters', 'response', 'toolCalls'] as const;

/** Every member in which a text of a person may stand. */
const TEXT_MEMBERS = [...PAYLOAD_MEMBERS, 'errorMessage', 'metadata'] as const satisfies CallMember[];

/** A call as those see it who may see numbers only: its texts are null. */
export function masked(call: LlmCall): LlmCall {
  return Object.assign(call, Object.fromEntries(TEXT_MEMBERS.map((member) => [member, null])));
}

/** As `CALL_SELECTION`, with null for what was asked and answered: those are read from elsewhere on the disk, and may be large. */
export const SELECTION_WITHOUT_PAYLOADS = [
  ...Object.entries(CALL_COLUMNS).map(([member, { column }]) =>
    (PAYLOAD_MEMBERS as readonly string[]).includes(member) ? `NULL AS "${member}"` : `${column} AS "${member}"`,
  ),
  'created_at AS "createdAt"',
].join(', ');
