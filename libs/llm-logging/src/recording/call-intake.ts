import { type LlmCallRecord, LlmCallType, type LlmCallVia, type LlmContext } from 'llm-exchange/call';
import { Redactor } from 'llm-exchange/privacy';
import type { LlmContextService } from '../context/llm-context.service.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import type { CallMembers } from './call-members.js';
import { fillContext, fillPrompt } from './context-members.js';
import type { IntakeLimits } from './intake-limits.js';
import type { MethodWarnings } from './method-warnings.js';
import type { ReadableCall } from './readable-call.js';
import type { RememberedCalls } from './remembered-calls.js';
import { isWithheld } from './withheld.js';

/** What is given of calls, on its way in: whose context it gets, what may be stored of it, and what the application says of all of them. */
export class CallIntake {
  readonly #limits: IntakeLimits;
  readonly #withholding: IntakeLimits;
  readonly #application: Pick<LlmCallRecord, 'release' | 'environment'>;

  constructor(
    private readonly contexts: LlmContextService,
    private readonly calls: Pick<RememberedCalls, 'contextOf'>,
    private readonly warnings: MethodWarnings,
    { capture, redact, release, environment }: ResolvedOptions,
  ) {
    const { payloads, maxPayloadBytes } = capture;
    this.#limits = { payloads, maxPayloadBytes, redactor: new Redactor(redact) };
    this.#withholding = { ...this.#limits, withholds: true };
    this.#application = { release, environment };
  }

  /** A parent that is named gives its context: a step belongs to its pipeline's trace. */
  contextOf({ parentCallId: parent, traceId }: ReadableCall): LlmContext {
    const known = parent === undefined ? undefined : this.calls.contextOf(parent);
    return known ?? this.contexts.current() ?? this.contexts.derive({ traceId });
  }

  /** What may be stored of calls in this context, such as those of a method. */
  limitsOf(context: LlmContext | undefined, { redact }: ReadableCall = {}, method?: string): IntakeLimits {
    const limits = isWithheld(context) || redact === true ? this.#withholding : this.#limits;
    return this.warnings.limitsOf(method, limits);
  }

  /** Adds what context, active prompt and application say, where the call itself does not. */
  withDefaults(members: CallMembers, context: LlmContext, via: LlmCallVia = 'logger'): Partial<LlmCallRecord> {
    fillContext(members, context);
    fillPrompt(members, this.contexts.activePrompt());
    const given = withModels(members.result());
    given.callType ??= LlmCallType.OTHER;
    given.via = via;
    given.release ??= this.#application.release;
    given.environment ??= this.#application.environment;
    return given;
  }

  /** Whether a call that starts now begins a trace. */
  isNewTrace({ parentCallId, traceId }: ReadableCall): boolean {
    return parentCallId === undefined && traceId === undefined && this.contexts.current() === undefined;
  }
}

/** What is known of the model asked for, or of the one that answered, holds for the other too. */
export function withModels(record: Partial<LlmCallRecord>): Partial<LlmCallRecord> {
  record.requestModel ??= record.model;
  record.model ??= record.requestModel;
  return record;
}
