import { ANSWERED, ASKED, type LlmCallRecord, LlmCallStatus, USED } from 'llm-exchange/call';
import { audioOf, membersOf, textsOf } from './answer-members.js';
import { CallMembers } from './call-members.js';
import type { Ending } from './ending.js';
import { isCall, type Inside } from './inner-exchanges.js';
import type { ReadResult } from './read-ending.js';
import type { Rejected } from './selectors.js';
import type { StartedCall } from './started-call.js';

/** How a call ended, in the row's terms: checked and cleaned, without what is measured and computed. */
export interface Outcome {
  readonly members: Partial<LlmCallRecord>;
  /** On the clock of `performance.now()`. */
  readonly firstContentAt: number | undefined;
  /** Calls were made in it, and it is none itself. */
  readonly isStep: boolean;
  /** It went well, and neither start nor outcome say what was asked and what that took. */
  readonly isUnread: boolean;
  /** What was left out, and why. */
  readonly rejected: readonly Rejected[];
}

/**
 * The outcome of a call. Of each member the first source counts that gives a valid value:
 *
 * | source                              | gives                                                                                                   |
 * | ----------------------------------- | ------------------------------------------------------------------------------------------------------- |
 * | 1. the end: a failure, `complete()` | every member; then those of its `usage`                                                                 |
 * | 2. updates, the newest first        | the same                                                                                                |
 * | 3. selectors                        | response, usage, cost                                                                                   |
 * | 4. the only exchange inside         | what was asked and answered, the provider unless the start gave one; usage if 1 to 3 count no tokens     |
 * | 5. what was returned or streamed    | response, tool calls, finish reason; provider, model, usage if neither 4 nor a step inside counts tokens |
 *
 * Of a call with several exchanges inside the usage is dropped last, whoever gave it: their rows have it.
 */
export function outcomeOf(started: StartedCall, ending: Ending, read: ReadResult, inside: Inside): Outcome {
  const members = new CallMembers(started.limits, started.given.metadata);
  const { given, updates } = ending;
  members.fill(given).fillUsageOf(given).fill(updates).fillUsageOf(updates);
  fillSelected(members, read);
  const isCounted = fillExchange(members, started, inside);
  fillAnswer(members, read, isCounted, inside);
  if (inside.hasSeveral) for (const member of USED) members.values[member] = undefined;
  const result = members.result();
  return {
    members: result,
    firstContentAt: ending.firstContentAt ?? (isCounted ? inside.only?.firstContentAt : undefined),
    isStep: started.given.kind === undefined && inside.hasCalls && usesNothing(result),
    isUnread: ending.status === LlmCallStatus.SUCCESS && inside.isEmpty && isUnread(started.given, result),
    rejected: members.rejected,
  };
}

function fillSelected(members: CallMembers, { selected, rejected = [] }: ReadResult): void {
  for (const { member, problem } of rejected) members.reject(member, problem);
  if (selected === undefined) return;
  const { response, usage, estimatedCost } = selected;
  members.fill({ response }).fillUsageOf({ usage }).fill({ estimatedCost });
}

/** @returns whether the exchange counts tokens. */
function fillExchange(members: CallMembers, { given }: StartedCall, { only }: Inside): boolean {
  const record = only?.record;
  if (record === undefined) return false;
  const hasTokens = countsTokens(members.values);
  members.adopt(record, given.provider === undefined ? ASKED : ASKED_OF_KNOWN).adopt(record, ANSWERED);
  if (!hasTokens) members.adopt(record, USED);
  members.describe(record.metadata);
  return countsTokens(record);
}

function fillAnswer(members: CallMembers, { answer }: ReadResult, isCounted: boolean, inside: Inside): void {
  if (answer === null) return;
  if (isCounted || inside.counts(answer)) members.fill(textsOf(answer));
  else members.fill(membersOf(answer)).describe(audioOf(answer));
}

/** Of a call whose start gives the provider. */
const ASKED_OF_KNOWN = ASKED.filter((member) => member !== 'provider');

function countsTokens({ promptTokens, completionTokens }: Partial<LlmCallRecord>): boolean {
  return promptTokens !== undefined || completionTokens !== undefined;
}

function usesNothing(outcome: Partial<LlmCallRecord>): boolean {
  return USED.every((member) => outcome[member] === undefined);
}

function isUnread(given: Partial<LlmCallRecord>, outcome: Partial<LlmCallRecord>): boolean {
  return (
    isCall(given) &&
    given.model === undefined &&
    outcome.model === undefined &&
    outcome.estimatedCost === undefined &&
    !countsTokens(outcome)
  );
}

/** Who made the call gets to know what of it is missing. */
export function reportOutcome({ limits }: StartedCall, { rejected, isUnread }: Outcome): void {
  for (const each of rejected) limits.report?.(each);
  if (isUnread) limits.reportUnread?.();
}
