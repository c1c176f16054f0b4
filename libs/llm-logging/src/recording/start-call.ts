import { callIdTime, type LlmCallVia, newCallId } from 'llm-exchange/call';
import type { CallListener } from '../telemetry/calls/call-listener.js';
import type { CallIntake } from './call-intake.js';
import { CallMembers } from './call-members.js';
import type { StartLlmCall } from './calls.js';
import { InnerExchanges } from './inner-exchanges.js';
import { readable } from './readable-call.js';
import type { ResultSelectors } from './result-selectors.js';
import type { RetainedExchange } from './retained-exchange.js';
import type { Rejected } from './selectors.js';
import type { StartedCall } from './started-call.js';

/** How a call is noticed. */
export interface CallNotice {
  /** Who noticed it. */
  readonly via?: LlmCallVia | undefined;
  /** How its result is read. */
  readonly selectors?: ResultSelectors | undefined;
  /** What of its start could not be read. */
  readonly rejected?: readonly Rejected[] | undefined;
  /** Class and method, such as `ChatService.reply`: who is warned. */
  readonly method?: string | undefined;
}

/** What an exchange is besides a call. */
export interface ExchangeNotice {
  /** Its records are kept there; undefined: they are delivered. */
  readonly retained?: RetainedExchange | undefined;
  /** Of one that is tried again. */
  readonly id?: string;
}

const NO_SELECTORS: ResultSelectors = {};

/** A call that is about to be made: checked, cleaned, with id, context and defaults, and known to who follows it and to the call around it. */
export function startCall(
  call: StartLlmCall,
  notice: CallNotice,
  { retained, id: known }: ExchangeNotice,
  { intake, listener }: { readonly intake: CallIntake; readonly listener: CallListener | undefined },
): StartedCall {
  const own = readable(call);
  const outer = intake.contextOf(own);
  const limits = intake.limitsOf(outer, own, notice.method);
  const members = new CallMembers(limits).fill(call);
  for (const { member, problem } of notice.rejected ?? []) members.reject(member, problem);
  const { startedAt } = members.values;
  const id = known ?? newCallId(startedAt === undefined ? undefined : new Date(startedAt));
  const given = intake.withDefaults(members, outer, notice.via);
  given.startedAt ??= callIdTime(id).toISOString();
  for (const each of members.rejected) limits.report?.(each);
  // What is retained may yet be the call around it.
  if (retained === undefined) InnerExchanges.in(outer)?.noteStep(given.kind);
  const rowId = retained === undefined ? id : (outer.parentCallId ?? id);
  const followed = listener?.started({ id, rowId, given });
  // A trace that begins with this call is that of its span.
  if (followed?.traceId !== undefined && intake.isNewTrace(own)) given.traceId = followed.traceId;
  if (followed?.metadata !== undefined) given.metadata = { ...given.metadata, ...followed.metadata };
  return { id, outer, given, limits, selectors: notice.selectors ?? NO_SELECTORS, retained, followed };
}
