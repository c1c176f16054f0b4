import { AsyncLocalStorage } from 'node:async_hooks';
import type { ActiveSpan } from './active-span.js';
import { originOfJob } from './origin-of-job.js';
import type { LlmContext } from 'llm-exchange/call';
import { baggageOf, withoutOtherVersion, type PromptNames } from './prompt-of-headers.js';
import { formatTraceparent, isW3cTraceId, newSpanId, newTraceId, spanIdOfCall, toW3cTraceId } from './traceparent.js';

/** Carries the {@link LlmContext} along with the work: through promises, timers, emitters, observables and generators. */
export class LlmContextService {
  readonly #storage = new AsyncLocalStorage<LlmContext>();
  readonly #activeSpan: ActiveSpan;

  constructor(activeSpan: ActiveSpan) {
    this.#activeSpan = activeSpan;
  }

  /** The context of the code that runs now; undefined outside of any. */
  current(): LlmContext | undefined {
    return this.#storage.getStore();
  }

  /**
   * Runs `work` inside a context: the members given, over those of the current context, tags and metadata joined. Without a
   * `traceId` here or there, the trace is that of the active OpenTelemetry span, else a new one. Another `traceId`
   * than the current one begins a trace of its own, so the current call is not its parent.
   *
   * @returns what `work` returns; what it throws passes through.
   */
  run<T>(context: Partial<LlmContext>, work: () => T): T {
    return this.#storage.run(this.derive(context), work);
  }

  /** The context that {@link run} would run its work in. */
  derive(context: Partial<LlmContext>): LlmContext {
    const outer = this.current();
    const given = definedMembers(context ?? {});
    const traceId = readTraceId(given.traceId) ?? outer?.traceId ?? this.#activeSpan()?.traceId ?? newTraceId();
    if (outer === undefined) return { ...given, traceId };
    const joined: LlmContext = {
      ...withoutOtherVersion(outer, given),
      ...given,
      traceId,
      ...(outer.tags && given.tags && { tags: [...new Set([...outer.tags, ...given.tags])] }),
      ...(outer.metadata && given.metadata && { metadata: { ...outer.metadata, ...given.metadata } }),
    };
    if (traceId === outer.traceId || given.parentCallId !== undefined) return joined;
    return { ...joined, parentCallId: undefined };
  }

  /** The prompt that OpenTelemetry names for the code that runs now: attributes of the active span, else the active baggage. */
  activePrompt(): PromptNames {
    return this.#activeSpan.prompt?.() ?? {};
  }

  /**
   * What set off an instance's method that runs now with `args`, where its decorators, or the job that it gets, say that. Inside of a request it is the
   * request, unless it is an event.
   */
  originOf(instance: object | undefined, key: string | symbol, args?: readonly unknown[]): string | undefined {
    const job = originOfJob(instance, key, args);
    if (job === undefined) return undefined;
    return job.isNearer ? job.origin : (this.current()?.origin ?? job.origin);
  }

  /** Runs `work` in exactly this context. */
  enter<T>(context: LlmContext, work: () => T): T {
    return this.#storage.run(context, work);
  }

  /**
   * Headers that hand this trace to another process: `traceparent` (W3C), and `x-request-id` where the trace has a name that
   * is not a W3C trace id, and `baggage` (W3C) where a prompt is named. Empty outside of any context. The receiver reads them by itself (HTTP), or with
   * {@link contextFromHeaders} (jobs).
   */
  headers(): Record<string, string> {
    const span = this.#activeSpan();
    const context = this.current() ?? span;
    if (context === undefined) return {};
    const traceId = toW3cTraceId(context.traceId);
    const spanId = span?.traceId === traceId ? span.spanId : this.#spanId();
    const traceparent = formatTraceparent({ traceId, spanId });
    const baggage = baggageOf(this.current() ?? {});
    return {
      traceparent,
      ...(!isW3cTraceId(context.traceId) && { 'x-request-id': context.traceId }),
      ...(baggage !== undefined && { baggage }),
    };
  }

  #spanId(): string {
    const parent = this.current()?.parentCallId;
    return parent === undefined ? newSpanId() : spanIdOfCall(parent);
  }
}

/** Undefined members say nothing: they must not hide those of the outer context. */
function definedMembers(context: Partial<LlmContext>): Partial<LlmContext> {
  const defined: Record<string, unknown> = {};
  for (const [member, value] of Object.entries(context))
    if (value !== undefined && value !== null) defined[member] = value;
  return defined;
}

function readTraceId(traceId: unknown): string | undefined {
  return typeof traceId === 'string' && traceId.length > 0 ? traceId : undefined;
}
