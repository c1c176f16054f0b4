import type { TraceParent } from './traceparent.js';

/** The active OpenTelemetry span, if the application has OpenTelemetry and a recording span is active. */
export type ActiveSpan = () => TraceParent | undefined;

/** Looks for `@opentelemetry/api`, which is optional. */
export async function loadActiveSpan(): Promise<ActiveSpan> {
  try {
    const { trace, isSpanContextValid } = await import('@opentelemetry/api');
    return () => {
      const span = trace.getActiveSpan()?.spanContext();
      return span !== undefined && isSpanContextValid(span)
        ? { traceId: span.traceId, spanId: span.spanId }
        : undefined;
    };
  } catch {
    return () => undefined;
  }
}
