import { promptNames, type PromptNames } from './prompt-of-headers.js';
import type { TraceParent } from './traceparent.js';

/** What OpenTelemetry says of the code that runs now, if the application has it. */
export interface ActiveSpan {
  /** The active recording span. */
  (): TraceParent | undefined;
  /** The prompt that the attributes of the active span name, or the active baggage. */
  readonly prompt?: () => PromptNames;
}

/** Looks for `@opentelemetry/api`, which is optional. */
export async function loadActiveSpan(): Promise<ActiveSpan> {
  try {
    const { trace, propagation, isSpanContextValid } = await import('@opentelemetry/api');
    const span = (): TraceParent | undefined => {
      const span = trace.getActiveSpan()?.spanContext();
      return span !== undefined && isSpanContextValid(span)
        ? { traceId: span.traceId, spanId: span.spanId }
        : undefined;
    };
    const prompt = (): PromptNames => {
      // Spans of the SDK show their attributes; the API knows none.
      const { attributes } = (trace.getActiveSpan() ?? {}) as { attributes?: Readonly<Record<string, unknown>> };
      const named = promptNames((name) => attributes?.[name]);
      if (named.promptName !== undefined) return named;
      const baggage = propagation.getActiveBaggage();
      return promptNames((name) => baggage?.getEntry(name)?.value);
    };
    return Object.assign(span, { prompt });
  } catch {
    return () => undefined;
  }
}
