import { attempt } from 'llm-exchange/reading';
import type { FinishedLlmCall } from './calls.js';

/** What the log reads itself of a call; of one with members that cannot be read just those that can. */
export function readable(call: FinishedLlmCall): Partial<FinishedLlmCall> {
  try {
    const { error, status, parentCallId, traceId, redact } = call;
    return { error, status, parentCallId, traceId, redact };
  } catch {
    const members = ['error', 'status', 'parentCallId', 'traceId', 'redact'] as const;
    return Object.fromEntries(members.map((member) => [member, attempt(() => call[member])]));
  }
}
