import { context, trace, type Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

/** An application's SDK of OpenTelemetry, and what it was given. */
export class Traced {
  readonly #exporter = new InMemorySpanExporter();
  readonly provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(this.#exporter)] });

  constructor() {
    this.provider.register();
  }

  /** Runs `work` in a span of the application. @returns the spans inside that ended, oldest first. */
  async spansOf(work: () => Promise<unknown>): Promise<ReadableSpan[]> {
    const root = await this.provider.getTracer('application').startActiveSpan('request', async (span: Span) => {
      await work();
      span.end();
      return span;
    });
    // Instrumentations end their spans beside the caller.
    await new Promise((resolve) => setImmediate(resolve));
    const { traceId } = root.spanContext();
    return this.#exporter
      .getFinishedSpans()
      .filter((span) => span.spanContext().traceId === traceId && span.name !== 'request');
  }

  /** All spans that were made outside of {@link spansOf}. */
  get spans(): ReadableSpan[] {
    return this.#exporter.getFinishedSpans();
  }

  async close(): Promise<void> {
    await this.provider.shutdown();
    trace.disable();
    context.disable();
  }
}

/** Sends spans as an application's exporter does. */
export function exportTo(url: string, token: string, spans: ReadableSpan[]): Promise<number> {
  const exporter = new OTLPTraceExporter({
    url: `${url}/llm-ingest/v1/traces`,
    headers: { authorization: `Bearer ${token}` },
  });
  return new Promise((resolve) => exporter.export(spans, ({ code }) => resolve(code))).then(async (code) => {
    await exporter.shutdown();
    return code as number;
  });
}

/** The span that another is in. */
export function parentOf(span: ReadableSpan, spans: readonly ReadableSpan[]): ReadableSpan | undefined {
  return spans.find((each) => each.spanContext().spanId === span.parentSpanContext?.spanId);
}
