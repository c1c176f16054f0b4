import type { CallMember } from '../call/call-columns.js';
import type { LlmCallRecord } from '../call/call-record.js';
import type { LlmContext } from '../context/llm-context.js';
import * as check from './member-checks.js';

type Told = Exclude<CallMember, 'id' | 'status'>;

const CHECKS: Readonly<Record<Told, check.MemberCheck>> = {
  callType: check.callType,
  provider: check.name,
  model: check.name,
  requestModel: check.name,
  prompt: check.text,
  systemPrompt: check.text,
  temperature: check.number,
  maxTokens: check.wholeNumber,
  requestParameters: check.bag,
  response: check.text,
  toolCalls: check.toolCalls,
  finishReason: check.name,
  attempts: check.wholeNumber,
  promptTokens: check.wholeNumber,
  completionTokens: check.wholeNumber,
  totalTokens: check.wholeNumber,
  cachedPromptTokens: check.wholeNumber,
  cacheWriteTokens: check.wholeNumber,
  reasoningTokens: check.wholeNumber,
  estimatedCost: check.cost,
  latencyMs: check.milliseconds,
  timeToFirstTokenMs: check.milliseconds,
  startedAt: check.time,
  completedAt: check.time,
  userId: check.name,
  sessionId: check.name,
  taskId: check.name,
  companyId: check.name,
  reviewId: check.name,
  traceId: check.name,
  parentCallId: check.callId,
  errorMessage: check.text,
  errorType: check.name,
  errorCode: check.name,
  metadata: check.bag,
  tags: check.tags,
};

/** What was asked and answered, as against how much and how long. */
const PAYLOADS: ReadonlySet<string> = new Set(['prompt', 'systemPrompt', 'requestParameters', 'response', 'toolCalls']);

const CONTEXT_MEMBERS = ['traceId', 'parentCallId', 'userId', 'sessionId', 'taskId', 'companyId', 'reviewId'] as const;

/** Members that are read elsewhere. */
const HANDLED: ReadonlySet<string> = new Set(['id', 'status', 'usage', 'error']);

export interface IntakeLimits extends check.MemberLimits {
  readonly payloads: boolean;
}

/** Members of a record that were told well, and the names of those that were not. */
export class CallMembers {
  readonly told: Partial<LlmCallRecord> = {};
  readonly #invalid: string[] = [];

  constructor(private readonly limits: IntakeLimits) {}

  /** Takes over what `source` says, over what was told before. Never throws. */
  take(source: object | null | undefined): this {
    if (source === null || source === undefined) return this;
    for (const member of Object.keys(source)) this.#takeMember(source as Record<string, unknown>, member);
    return this;
  }

  /** Takes over only what was not told yet. */
  fill(source: object | null | undefined): this {
    if (source === null || source === undefined) return this;
    for (const member of Object.keys(source)) {
      if (this.told[member as Told] === undefined) this.#takeMember(source as Record<string, unknown>, member);
    }
    return this;
  }

  /** Takes over what was not told yet from a record that is clean already. */
  adopt(record: Partial<LlmCallRecord>, members: readonly Told[]): this {
    const told = this.told as Record<string, unknown>;
    for (const member of members) told[member] ??= record[member];
    return this;
  }

  /** Takes over from the context what was not told of the call itself; its tags and metadata lie under the call's own. */
  fillContext(context: LlmContext): this {
    for (const member of CONTEXT_MEMBERS) {
      if (this.told[member] === undefined && context[member] !== undefined) this.#takeMember(context as never, member);
    }
    if (context.tags === undefined && context.metadata === undefined) return this;
    const { tags, metadata } = new CallMembers(this.limits)
      .take({ tags: context.tags, metadata: context.metadata })
      .result();
    if (tags !== undefined) this.told.tags = [...new Set([...tags, ...(this.told.tags ?? [])])];
    if (metadata !== undefined) this.told.metadata = { ...metadata, ...this.told.metadata };
    return this;
  }

  /** Adds to the metadata what was not told there. */
  describe(metadata: Readonly<Record<string, unknown>> | undefined): this {
    if (metadata !== undefined) this.told.metadata = { ...metadata, ...this.told.metadata };
    return this;
  }

  reject(member: string, problem: string): void {
    this.#invalid.push(`${member}: ${problem}`);
  }

  /** The record's members, with what was left out named in `metadata.invalid`. */
  result(): Partial<LlmCallRecord> {
    if (this.#invalid.length > 0) this.told.metadata = { ...this.told.metadata, invalid: this.#invalid };
    return this.told;
  }

  #takeMember(source: Record<string, unknown>, member: string): void {
    if (HANDLED.has(member)) return;
    if (!Object.hasOwn(CHECKS, member)) return this.reject(member, 'not a member of a call');
    if (!this.limits.payloads && PAYLOADS.has(member)) return;
    try {
      const given = source[member];
      if (given === undefined || given === null) return;
      const value = CHECKS[member as Told](given, this.limits);
      if (value instanceof check.Invalid) return this.reject(member, value.problem);
      if (value !== undefined) (this.told as Record<string, unknown>)[member] = value;
    } catch (error) {
      this.reject(member, `could not be read: ${messageOf(error)}`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'it threw';
}
