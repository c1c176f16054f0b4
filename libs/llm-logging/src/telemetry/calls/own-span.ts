import type { Attributes, Span, SpanOptions, Tracer } from '@opentelemetry/api';
import type { LlmCallRecord } from 'llm-exchange/call';
import { CALL_SPAN, METHOD_SPAN } from '../../storage/rows/span-of-row.js';
import {
  answeredAttributes,
  askedAttributes,
  CALL_ID,
  defined,
  errorTypeOf,
  operationOf,
  RECORDED_TOKENS,
  textAttributes,
  TRACE_ID,
} from './call-attributes.js';
import type { FollowedCall, StartedCall } from './call-listener.js';

type Api = typeof import('@opentelemetry/api');
type Given = Readonly<Partial<LlmCallRecord>>;

/** What a span needs of its surroundings. */
interface SpanTools {
  readonly api: Api;
  readonly tracer: Tracer;
  /** Whether texts go onto spans. */
  readonly content: boolean;
}

/** The span of an exchange with a provider: a client's, with the usage, by the conventions for generative AI. */
const CLIENT = {
  name: (given: Given) => `${operationOf(given)} ${given.requestModel ?? given.model ?? ''}`.trimEnd(),
  asked: askedAttributes,
  answered: answeredAttributes,
};

const OPERATIONS: Readonly<Record<string, string>> = { agent: 'invoke_agent', tool: 'execute_tool' };

/** The span of an annotated method, or of a call that the application records: what is inside has the usage, so it has none. */
const INTERNAL = {
  name: (given: Given) => given.name ?? given.callType ?? 'call',
  asked: ({ kind, callType }: Given): Attributes =>
    defined({
      'gen_ai.operation.name': OPERATIONS[kind ?? ''],
      'llm_logging.call_type': callType,
      'llm_logging.kind': kind,
    }),
  answered: ({ kind }: Given): Attributes => defined({ 'llm_logging.kind': kind }),
};

/** A call with a span of the log's own, which lives as long as the call. */
export class OwnSpan implements FollowedCall {
  readonly traceId: string;
  readonly metadata: FollowedCall['metadata'];
  readonly #span: Span;
  readonly #given: Given;
  readonly #isExchange: boolean;
  #endedAt: Date | undefined;
  #tokens: number | undefined;

  constructor(
    private readonly tools: SpanTools,
    { id, given }: StartedCall,
  ) {
    this.#given = { ...given };
    this.#isExchange = given.via === 'fetch' || given.via === 'client';
    const { SpanKind } = tools.api;
    const [kind, { name, asked }] = this.#isExchange ? [SpanKind.CLIENT, CLIENT] : [SpanKind.INTERNAL, INTERNAL];
    const options: SpanOptions = { kind, attributes: { ...asked(given), [CALL_ID]: id } };
    if (given.startedAt !== undefined) options.startTime = new Date(given.startedAt);
    const parentId = tools.api.trace.getActiveSpan()?.spanContext().spanId;
    this.#span = tools.tracer.startSpan(name(given), options);
    const { traceId, spanId } = this.#span.spanContext();
    this.traceId = traceId;
    if (this.#span.isRecording())
      this.metadata = { [this.#isExchange ? CALL_SPAN : METHOD_SPAN]: { id: spanId, parentId } };
  }

  /** Without an SDK of OpenTelemetry there is none. */
  get exists(): boolean {
    return this.tools.api.isSpanContextValid(this.#span.spanContext());
  }

  run<T>(work: () => T): T {
    const { context, trace } = this.tools.api;
    return context.with(trace.setSpan(context.active(), this.#span), work);
  }

  ended(record: Readonly<LlmCallRecord>): void {
    if (this.#endedAt !== undefined) return;
    this.#endedAt = new Date(record.completedAt ?? Date.now());
    if (!this.#span.isRecording()) return;
    const { answered } = this.#isExchange ? CLIENT : INTERNAL;
    this.#span.setAttributes(answered(record));
    this.#tokens = record.totalTokens;
    const whole = { ...this.#given, ...record };
    if (this.tools.content && this.#isExchange) this.#span.setAttributes(textAttributes(whole));
    if (whole.traceId !== undefined && whole.traceId !== this.traceId) this.#span.setAttribute(TRACE_ID, whole.traceId);
    this.#setError(record);
  }

  /** Not before: its id would be that of no row. */
  filed(rowId: string): void {
    if (this.#span.isRecording()) {
      this.#span.setAttribute(CALL_ID, rowId);
      if (!this.#isExchange && this.#tokens !== undefined) this.#span.setAttribute(RECORDED_TOKENS, this.#tokens);
    }
    this.#span.end(this.#endedAt);
  }

  /** What the provider says of an error may quote a text. */
  #setError(record: Readonly<LlmCallRecord>): void {
    const errorType = errorTypeOf(record);
    if (errorType === undefined) return;
    const { ERROR } = this.tools.api.SpanStatusCode;
    this.#span.setAttribute('error.type', errorType);
    this.#span.setStatus(
      this.tools.content ? { code: ERROR, message: record.errorMessage ?? errorType } : { code: ERROR },
    );
  }
}
