import type { Span } from '@opentelemetry/api';
import { LlmCallKind, type LlmCallRecord } from 'llm-exchange/call';
import { LlmLoggingError } from '../../errors.js';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import type { CallListener, FollowedCall, StartedCall } from './call-listener.js';
import { CallMetrics } from './call-metrics.js';
import { InstrumentedSpan, isSpanOfCall, OWN_SCOPE } from './instrumented-span.js';
import { OwnSpan } from './own-span.js';

type Api = typeof import('@opentelemetry/api');

/**
 * Calls as spans and metrics of OpenTelemetry. Inside a span that another instrumentation has opened for the call, that span gets the call's id and
 * cost; any other call gets a span of its own.
 */
class CallTelemetry implements CallListener {
  readonly #costs = new WeakMap<Span, Map<string, number>>();
  readonly #metrics: CallMetrics | undefined;

  constructor(
    private readonly api: Api,
    private readonly options: ResolvedOptions['telemetry'],
  ) {
    this.#metrics = options.metrics ? new CallMetrics(api) : undefined;
  }

  /** Only where the application has an SDK by now. */
  get isListening(): boolean {
    return this.options.spans !== 'off' && hasSdk(this.api);
  }

  started(call: StartedCall): FollowedCall | undefined {
    const span = !this.isListening ? undefined : quietly(() => this.#spanOf(call));
    if (span === undefined && this.#metrics === undefined) return undefined;
    return new Followed(call, span, this.#metrics);
  }

  recorded(record: LlmCallRecord): void {
    quietly(() => this.#metrics?.count(record));
  }

  #spanOf(call: StartedCall): FollowedCall | undefined {
    const { trace } = this.api;
    const active = trace.getActiveSpan();
    const isCall = (call.given.kind ?? LlmCallKind.CALL) === LlmCallKind.CALL;
    if (isCall && active !== undefined && isSpanOfCall(active))
      return new InstrumentedSpan(active, this.#costs, call.rowId);
    // Asked each time: an application may have its SDK after the log, or another one in its next test.
    const span = new OwnSpan(
      { api: this.api, tracer: trace.getTracer(OWN_SCOPE), content: this.options.content },
      call,
    );
    return span.exists ? span : undefined;
  }
}

/** One call's span and what is counted of it. A fault of the tracing is nobody else's. */
class Followed implements FollowedCall {
  readonly traceId: string | undefined;
  readonly metadata: FollowedCall['metadata'];
  readonly #call: StartedCall;
  #record: LlmCallRecord | undefined;
  #isFiled = false;

  constructor(
    call: StartedCall,
    private readonly span: FollowedCall | undefined,
    private readonly metrics: CallMetrics | undefined,
  ) {
    this.traceId = span?.traceId;
    this.metadata = span?.metadata;
    this.#call = call;
  }

  run<T>(work: () => T): T {
    return this.span === undefined ? work() : this.span.run(work);
  }

  ended(record: Readonly<LlmCallRecord>): void {
    if (this.#record !== undefined) return;
    this.#record = { ...this.#call.given, ...record };
    quietly(() => this.span?.ended(record));
  }

  /** A call that another row reports is counted there. */
  filed(rowId: string): void {
    const record = this.#record;
    if (record === undefined || this.#isFiled) return;
    this.#isFiled = true;
    quietly(() => this.span?.filed(rowId));
    if (rowId === record.id) quietly(() => this.metrics?.count(record));
  }
}

/** The API stands for an SDK that is to come; until then it has one that makes nothing, the same everywhere. */
function hasSdk({ trace, ProxyTracerProvider }: Api): boolean {
  const provider = trace.getTracerProvider();
  const real = provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider;
  return real !== new ProxyTracerProvider().getDelegate();
}

function quietly<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}

/**
 * Looks for `@opentelemetry/api`, which is optional. Undefined: nobody listens.
 * @throws LlmLoggingError where `telemetry.metrics` is on and it is missing.
 */
export async function loadCallTelemetry({ enabled, telemetry }: ResolvedOptions): Promise<CallListener | undefined> {
  if (!enabled || (telemetry.spans === 'off' && !telemetry.metrics)) return undefined;
  try {
    return new CallTelemetry(await import('@opentelemetry/api'), telemetry);
  } catch {
    if (!telemetry.metrics) return undefined;
    throw new LlmLoggingError(
      'telemetry.metrics needs the package @opentelemetry/api: npm install @opentelemetry/api.',
    );
  }
}
