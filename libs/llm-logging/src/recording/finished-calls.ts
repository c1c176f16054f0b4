import { callIdTime, type LlmCallRecord, LlmCallStatus, type LlmCallVia, newCallId } from 'llm-exchange/call';
import { type CallIntake, withModels } from './call-intake.js';
import { CallMembers } from './call-members.js';
import type { FinishedLlmCall } from './calls.js';
import type { EndStatus } from './ending.js';
import { withTotal } from './finish-outcome.js';
import type { IntakeLimits } from './intake-limits.js';
import { readable } from './readable-call.js';
import type { StartedCall } from './started-call.js';
import { readFailure } from './thrown-error.js';
import { setEnd, startOf } from './times-of-call.js';

/** How a call ended that is named by its id alone. */
export interface LateOutcome {
  readonly status: EndStatus;
  readonly outcome: object;
}

/** A call that is over. */
type FinishedCall = Pick<StartedCall, 'id' | 'outer' | 'limits'> & {
  /** Its record, without its cost. */
  readonly given: LlmCallRecord;
};

/** Checks and cleans a call that is over, and adds context, defaults and times. */
export function finishedCall(call: FinishedLlmCall, intake: CallIntake, via: LlmCallVia): FinishedCall {
  const own = readable(call);
  const { error, status } = own;
  const failure = error === undefined || error === null ? undefined : readFailure(error);
  const outer = intake.contextOf(own);
  const limits = intake.limitsOf(outer, own);
  const members = new CallMembers(limits).fill(call).fillUsageOf(call).fill(failure);
  const startedAt = startOf(members.values);
  const id = newCallId(startedAt);
  members.values.startedAt = callIdTime(id).toISOString();
  setEnd(members.values, callIdTime(id));
  const given = withTotal(intake.withDefaults(members, outer, via));
  return { id, outer, limits, given: Object.assign(given, { id, status: finalStatus(status, failure?.status) }) };
}

/** The record of a call that another service reports, without its cost. */
export function reportedRecord(id: string, call: object, limits: IntakeLimits, via: LlmCallVia): LlmCallRecord {
  const { latencyMs, status } = call as { latencyMs?: unknown; status?: unknown };
  const members = new CallMembers(limits).fill(call);
  members.values.startedAt = callIdTime(id).toISOString();
  // Of a call of which nobody knows how long it took.
  if (latencyMs !== null) setEnd(members.values, callIdTime(id));
  const given = withTotal(withModels(members.result()));
  return Object.assign(given, { id, status: finalStatus(status, undefined), via });
}

/** The outcome of a call that began elsewhere, or ended already, without its cost. */
export function lateRecord(id: string, { status, outcome }: LateOutcome, limits: IntakeLimits): LlmCallRecord {
  const members = new CallMembers(limits).fill(outcome).fillUsageOf(outcome);
  members.fill({ startedAt: callIdTime(id), completedAt: new Date() });
  return Object.assign(withTotal(members.lateResult()), { id: id.toLowerCase(), status });
}

const FINAL: ReadonlySet<unknown> = new Set(
  Object.values(LlmCallStatus).filter((status) => status !== LlmCallStatus.PENDING),
);

function finalStatus(given: unknown, failed: LlmCallStatus | undefined): LlmCallStatus {
  if (FINAL.has(given)) return given as LlmCallStatus;
  return failed ?? LlmCallStatus.SUCCESS;
}
