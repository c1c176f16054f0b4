import { TEXT_MEMBERS } from 'llm-exchange/call';
import type { LlmCall } from './llm-call.entity.js';

/** A call as those see it who may see numbers only: its texts are null. */
export function masked(call: LlmCall): LlmCall {
  return Object.assign(call, Object.fromEntries(TEXT_MEMBERS.map((member) => [member, null])));
}
