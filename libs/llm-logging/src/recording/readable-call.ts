import { attempt } from 'llm-exchange/reading';
import type { FinishedLlmCall } from './calls.js';

const MEMBERS = ['error', 'status', 'parentCallId', 'traceId', 'redact'] as const;

/** What the log reads itself of a call. */
export type ReadableCall = Partial<Pick<FinishedLlmCall, (typeof MEMBERS)[number]>>;

/** … of one with members that cannot be read just those that can. */
export function readable(call: FinishedLlmCall): ReadableCall {
  try {
    const { error, status, parentCallId, traceId, redact } = call;
    return { error, status, parentCallId, traceId, redact };
  } catch {
    return Object.fromEntries(MEMBERS.map((member) => [member, attempt(() => call[member])]));
  }
}
