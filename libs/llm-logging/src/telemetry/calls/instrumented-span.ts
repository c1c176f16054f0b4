import type { Span } from '@opentelemetry/api';
import type { LlmCallRecord } from 'llm-exchange/call';
import { CALL_SPAN } from '../../storage/rows/span-of-row.js';
import { CALL_ID, COST } from './call-attributes.js';
import type { FollowedCall } from './call-listener.js';

/** Name of the log's instrumentation scope. */
export const OWN_SCOPE = 'nestjs-llm-logging';

/** Operations of the conventions, old and new, that are a call of a model. */
const OPERATIONS: ReadonlySet<unknown> = new Set([
  'chat',
  'chat.completions',
  'completion',
  'text_completion',
  'text.completions',
  'generate_content',
  'embeddings',
  'embedding',
  'image_generation',
]);
const KINDS: ReadonlySet<unknown> = new Set(['LLM', 'EMBEDDING', 'generation', 'embedding', 'llm']);
/** Of the AI SDK: `ai.generateText.doGenerate` is the call, `ai.generateText` is around it. */
const AI_SDK_CALL = /\.do(Generate|Stream|Embed)$/;

type Attributes = Readonly<Record<string, unknown>>;

/** A span of the SDK shows more than the API promises. */
interface ReadableSpan {
  readonly attributes?: Attributes;
  readonly instrumentationScope?: { readonly name?: string };
  readonly instrumentationLibrary?: { readonly name?: string };
  readonly parentSpanContext?: { readonly spanId?: string };
  /** Of an SDK before 2. */
  readonly parentSpanId?: string;
}

/** Whether another instrumentation has opened this span for the very call that is made in it. */
export function isSpanOfCall(span: Span): boolean {
  const { attributes, instrumentationScope, instrumentationLibrary } = readable(span);
  if (!span.isRecording() || attributes === undefined) return false;
  if ((instrumentationScope ?? instrumentationLibrary)?.name === OWN_SCOPE) return false;
  return isCall(attributes);
}

/** OpenInference puts a span of its own around that of the SDK. */
function readable(span: Span): ReadableSpan {
  const { span: inner } = span as unknown as { readonly span?: unknown };
  return (typeof inner === 'object' && inner !== null ? inner : span) as ReadableSpan;
}

function isCall(attributes: Attributes): boolean {
  const aiSdk = attributes['ai.operationId'];
  if (typeof aiSdk === 'string') return AI_SDK_CALL.test(aiSdk);
  const operation = attributes['gen_ai.operation.name'];
  if (operation !== undefined) return OPERATIONS.has(operation);
  const kind = attributes['openinference.span.kind'] ?? attributes['langfuse.observation.type'];
  if (kind !== undefined) return KINDS.has(kind);
  return ['gen_ai.request.model', 'llm.request.type', 'llm.model_name'].some((name) => attributes[name] !== undefined);
}

/** Costs of the calls that were made in a span, by row: their sum is on the span. */
type Costs = Map<string, number>;

/** A call inside an instrumentation's own span of it: the call's id and cost are put on that span, which counts the tokens itself. */
export class InstrumentedSpan implements FollowedCall {
  readonly traceId: string;
  readonly metadata: FollowedCall['metadata'];
  readonly #costs: Costs;
  #rowId: string;

  constructor(
    private readonly span: Span,
    known: WeakMap<Span, Costs>,
    rowId: string,
  ) {
    const { traceId, spanId } = span.spanContext();
    const { parentSpanContext, parentSpanId } = readable(span);
    this.traceId = traceId;
    this.metadata = { [CALL_SPAN]: { id: spanId, parentId: parentSpanContext?.spanId ?? parentSpanId } };
    this.#costs = known.get(span) ?? new Map<string, number>();
    known.set(span, this.#costs);
    this.#rowId = rowId;
    span.setAttribute(CALL_ID, rowId);
  }

  run<T>(work: () => T): T {
    return work();
  }

  /** At once: the span ends as soon as its own instrumentation has the answer. */
  ended({ estimatedCost }: Readonly<LlmCallRecord>): void {
    if (estimatedCost === undefined) return;
    this.#costs.set(this.#rowId, estimatedCost);
    this.#show();
  }

  filed(rowId: string): void {
    if (rowId === this.#rowId) return;
    const cost = this.#costs.get(this.#rowId);
    this.#costs.delete(this.#rowId);
    if (cost !== undefined) this.#costs.set(rowId, cost);
    this.#rowId = rowId;
    if (!this.span.isRecording()) return;
    this.span.setAttribute(CALL_ID, rowId);
    if (cost !== undefined) this.#show();
  }

  #show(): void {
    if (this.span.isRecording()) this.span.setAttribute(COST, sumOf(this.#costs));
  }
}

/** To twelve digits, as costs are stored. */
function sumOf(costs: Costs): number {
  return Number([...costs.values()].reduce((sum, cost) => sum + cost, 0).toFixed(12));
}
