import type { CallMember } from 'llm-exchange/call';
import type { LlmCall } from './llm-call.entity.js';

/** What was asked and answered. */
export const PAYLOAD_MEMBERS = ['prompt', 'systemPrompt', 'requestParameters', 'response', 'toolCalls'] as const;

/** Every member in which a text of a person may stand. */
export const TEXT_MEMBERS = [...PAYLOAD_MEMBERS, 'errorMessage', 'metadata'] as const satisfies CallMember[];

/** A call as those see it who may see numbers only: its texts are null. */
export function masked(call: LlmCall): LlmCall {
  return Object.assign(call, Object.fromEntries(TEXT_MEMBERS.map((member) => [member, null])));
}
