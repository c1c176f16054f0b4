/** A span of OpenTelemetry, as a row's metadata names it. */
export interface SpanOfRow {
  /** 16 hex digits. */
  readonly id: string;
  /** The span around it. */
  readonly parentId?: string | undefined;
}

/** Key in `metadata`: the span of the row's exchange with a provider, or of the instrumentation that made it. */
export const CALL_SPAN = 'otelSpan';
/** Key in `metadata`: the span of the annotated method that the row is. */
export const METHOD_SPAN = 'otelMethodSpan';
