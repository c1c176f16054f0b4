import { types } from 'node:util';
import { type LlmCallRecord, type LlmContext, PAYLOAD_MEMBERS } from 'llm-exchange/call';
import type { PromptNames } from '../context/prompt-of-headers.js';
import { Cleaner, type CleaningLimits, markOf, namesOf } from 'llm-exchange/privacy';
import { attempt } from 'llm-exchange/reading';
import { CHECKS, type GivenMember } from './checks-of-members.js';
import { Invalid } from './member-checks.js';
import { withLateNotes, withNotes, type MemberNotes } from './member-notes.js';

const PAYLOADS: ReadonlySet<string> = new Set(PAYLOAD_MEMBERS);

const CONTEXT_MEMBERS = [
  'traceId',
  'parentCallId',
  'userId',
  'sessionId',
  'taskId',
  'companyId',
  'reviewId',
  'origin',
] as const;

/** Members of one account that are looked at by name; of more, the known ones alone. */
const MAX_MEMBERS = 100;

/** Members that are read elsewhere. */
const HANDLED: ReadonlySet<string> = new Set(['id', 'status', 'usage', 'error', 'redact']);

/** Counts what is not stored of calls that are recorded with `redact`. */
const WITHHELD = 'method';

export interface IntakeLimits extends CleaningLimits {
  readonly payloads: boolean;
  /** Of these calls no text is stored, whoever gives it. */
  readonly withholds?: boolean;
  /** Gets what was left out, and why. */
  readonly report?: (member: string, problem: string) => void;
  /** A call ended well, and neither its model nor its tokens are known. */
  readonly reportUnread?: () => void;
}

/** Members of a record that are valid, and the names of those that were not. */
export class CallMembers {
  readonly values: Partial<LlmCallRecord> = {};
  readonly #invalid: string[] = [];

  readonly #cleaner: Cleaner;
  #withheld: Set<string> | undefined;

  /** @param earlier the metadata given at the call's start. */
  constructor(
    private readonly limits: IntakeLimits,
    private readonly earlier?: LlmCallRecord['metadata'],
  ) {
    this.#cleaner = new Cleaner(limits);
  }

  /** Takes over what `source` says, over what was given before. Never throws. */
  take(source: object | null | undefined): this {
    if (source === null || source === undefined) return this;
    for (const member of this.#membersOf(source)) this.#takeMember(source as Record<string, unknown>, member);
    return this;
  }

  /** Takes over only what is missing. */
  fill(source: object | null | undefined): this {
    if (source === null || source === undefined) return this;
    for (const member of this.#membersOf(source)) {
      if (this.values[member as GivenMember] === undefined) this.#takeMember(source as Record<string, unknown>, member);
    }
    return this;
  }

  /** Takes over the token members of one object, where they are missing. */
  fillUsageOf(source: { readonly usage?: object | null } | null | undefined): this {
    const usage: unknown = attempt(() => source?.usage);
    if (usage === undefined || usage === null) return this;
    if (typeof usage !== 'object' || types.isPromise(usage) || ArrayBuffer.isView(usage) || Array.isArray(usage)) {
      this.reject('usage', 'not an object of token counts');
      return this;
    }
    return this.fill(usage);
  }

  /** Takes over what is missing from a record that is clean already. */
  adopt(record: Partial<LlmCallRecord>, members: readonly GivenMember[]): this {
    const values = this.values as Record<string, unknown>;
    for (const member of members) values[member] ??= record[member];
    return this;
  }

  /** Takes over from the context what was not given for the call itself; its tags and metadata lie under the call's own. */
  fillContext(context: LlmContext): this {
    for (const member of CONTEXT_MEMBERS) {
      if (this.values[member] === undefined && context[member] !== undefined)
        this.#takeMember(context as never, member);
    }
    this.fillPrompt(context);
    if (context.tags === undefined && context.metadata === undefined) return this;
    const { tags, metadata } = new CallMembers(this.limits)
      .take({ tags: context.tags, metadata: context.metadata })
      .result();
    if (tags !== undefined) this.values.tags = [...new Set([...tags, ...(this.values.tags ?? [])])];
    if (metadata !== undefined) this.values.metadata = { ...metadata, ...this.values.metadata };
    return this;
  }

  /** Takes over which prompt it was, where that is missing: name and version belong together. */
  fillPrompt({ promptName, promptVersion }: PromptNames): this {
    if (promptName === undefined && promptVersion === undefined) return this;
    const own = this.values.promptName;
    return own === undefined || own === promptName ? this.fill({ promptName, promptVersion }) : this;
  }

  /** Adds to the metadata what is missing there. */
  describe(metadata: Readonly<Record<string, unknown>> | undefined): this {
    if (metadata !== undefined) this.values.metadata = { ...metadata, ...this.values.metadata };
    return this;
  }

  reject(member: string, problem: string): void {
    // What was thrown may quote a text.
    const reason = this.limits.withholds === true ? problem.split(':')[0]! : problem;
    const note = this.#cleaner.text(`${member}: ${reason}`, 'invalid');
    this.#invalid.push(note);
    this.limits.report?.(member, note);
  }

  /** The record's members; `metadata` says what was left out (`invalid`), taken out (`redacted`), cut (`truncated`) and `repaired`. */
  result(): Partial<LlmCallRecord> {
    return this.#noted(withNotes(this.values.metadata, this.#notes(), this.earlier));
  }

  /** As {@link result}, for an outcome whose call's start is not known here. */
  lateResult(): Partial<LlmCallRecord> {
    return this.#noted(withLateNotes(this.values.metadata, this.#notes()));
  }

  #notes(): MemberNotes {
    const { tally, truncated, repaired } = this.#cleaner;
    return { invalid: this.#invalid, redacted: tally.counts, truncated, repaired };
  }

  #noted(metadata: LlmCallRecord['metadata']): Partial<LlmCallRecord> {
    if (metadata !== undefined) this.values.metadata = metadata;
    return this.values;
  }

  /** Bounded: what has more names is no account of a call. */
  #membersOf(source: object): string[] {
    try {
      if (typeof source !== 'object' || Array.isArray(source) || ArrayBuffer.isView(source)) {
        this.reject('call', 'not an object');
        return [];
      }
      const names = namesOf(source);
      if (names.length <= MAX_MEMBERS) return names;
      this.reject('call', `has ${names.length} members`);
      return names.filter((name) => Object.hasOwn(CHECKS, name));
    } catch (error) {
      this.reject('call', `could not be read: ${messageOf(error)}`);
      return [];
    }
  }

  #takeMember(source: Record<string, unknown>, member: string): void {
    if (HANDLED.has(member)) return;
    if (!Object.hasOwn(CHECKS, member)) return this.reject(member, 'not a member of a call');
    if (!this.limits.payloads && PAYLOADS.has(member)) return;
    try {
      const given = source[member];
      if (given === undefined || given === null) return;
      if (types.isPromise(given)) return this.reject(member, 'is a promise');
      if (this.limits.withholds === true && this.#withhold(member)) return;
      const value = CHECKS[member as GivenMember](given, this.#cleaner, member);
      if (value instanceof Invalid) return this.reject(member, value.problem);
      if (value !== undefined) (this.values as Record<string, unknown>)[member] = value;
      if (member === 'metadata' && this.limits.withholds === true) withholdRetries(this.values.metadata!);
    } catch (error) {
      this.reject(member, `could not be read: ${messageOf(error)}`);
    }
  }

  /** @returns whether that was all that is to be done with the member. */
  #withhold(member: string): boolean {
    const isError = member === 'errorMessage';
    if (!isError && !PAYLOADS.has(member)) return false;
    this.#withheld ??= new Set();
    if (!this.#withheld.has(member)) this.#cleaner.tally.add(WITHHELD);
    this.#withheld.add(member);
    if (isError) this.values.errorMessage = markOf(WITHHELD);
    return true;
  }
}

/** The attempts that failed are recorded with their messages. */
function withholdRetries({ retries }: NonNullable<LlmCallRecord['metadata']>): void {
  if (!Array.isArray(retries)) return;
  for (const retry of retries as { errorMessage?: string }[]) {
    if (retry?.errorMessage !== undefined) retry.errorMessage = markOf(WITHHELD);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'it threw';
}
