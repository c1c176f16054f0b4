import { types } from 'node:util';
import { type GivenMember, type LlmCallRecord, PAYLOAD_MEMBERS } from 'llm-exchange/call';
import { Cleaner, markOf, namesOf } from 'llm-exchange/privacy';
import { attempt } from 'llm-exchange/reading';
import { CHECKS } from './checks-of-members.js';
import type { IntakeLimits } from './intake-limits.js';
import { Invalid } from './member-checks.js';
import { withLateNotes, withNotes, type MemberNotes } from './member-notes.js';
import type { Rejected } from './selectors.js';
import { WITHHELD_RULE, withholdRetries } from './withheld.js';

const PAYLOADS: ReadonlySet<string> = new Set(PAYLOAD_MEMBERS);

/** Members of one event that are looked at by name; of more, the known ones alone. */
const MAX_MEMBERS = 100;

/** Members that are read elsewhere. */
const HANDLED: ReadonlySet<string> = new Set(['id', 'status', 'usage', 'error', 'redact']);

/** Members of a record that are valid, and the names of those that were not. */
export class CallMembers {
  readonly values: Partial<LlmCallRecord> = {};
  /** What was left out, and why. */
  readonly rejected: Rejected[] = [];

  readonly #cleaner: Cleaner;
  #withheld: Set<string> | undefined;

  /** @param earlier the metadata given at the call's start. */
  constructor(
    readonly limits: IntakeLimits,
    private readonly earlier?: LlmCallRecord['metadata'],
  ) {
    this.#cleaner = new Cleaner(limits);
  }

  /** Takes over what is missing. Never throws. */
  fill(source: object | null | undefined): this {
    if (source === null || source === undefined) return this;
    for (const member of this.#membersOf(source)) this.fillMember(source, member);
    return this;
  }

  /** Takes over the token members of one object, where they are missing. */
  fillUsageOf(source: { readonly usage?: unknown } | null | undefined): this {
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

  /** Adds to the metadata what is missing there. */
  describe(metadata: Readonly<Record<string, unknown>> | undefined): this {
    if (metadata !== undefined) this.values.metadata = { ...metadata, ...this.values.metadata };
    return this;
  }

  reject(member: string, problem: string): void {
    // What was thrown may quote a text.
    const reason = this.limits.withholds === true ? problem.split(':')[0]! : problem;
    this.rejected.push({ member, problem: this.#cleaner.text(`${member}: ${reason}`, 'invalid') });
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
    return { invalid: this.rejected.map(({ problem }) => problem), redacted: tally.counts, truncated, repaired };
  }

  #noted(metadata: LlmCallRecord['metadata']): Partial<LlmCallRecord> {
    if (metadata !== undefined) this.values.metadata = metadata;
    return this.values;
  }

  /** Bounded: what has more names is no event of a call. */
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

  /** Takes over one member, if it is missing, and valid. Never throws. */
  fillMember(source: object, member: string): void {
    if (HANDLED.has(member)) return;
    if (!Object.hasOwn(CHECKS, member)) return this.reject(member, 'not a member of a call');
    if (this.values[member as GivenMember] !== undefined) return;
    if (!this.limits.payloads && PAYLOADS.has(member)) return;
    try {
      const given = (source as Record<string, unknown>)[member];
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
    if (!this.#withheld.has(member)) this.#cleaner.tally.add(WITHHELD_RULE);
    this.#withheld.add(member);
    if (isError) this.values.errorMessage = markOf(WITHHELD_RULE);
    return true;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'it threw';
}
