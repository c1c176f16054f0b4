import type { SpanNode } from 'llm-exchange/spans';

/** A span that was seen, and what became of it. */
export interface SeenSpan extends SpanNode {
  /** Whether its row has its parent. */
  isLinked: boolean;
}

/** What is known of a trace's spans. */
export interface SeenTrace {
  readonly spans: Map<string, SeenSpan>;
  /** Calls of applications with this log, by the span id that stands for them in `traceparent`. */
  readonly calls: ReadonlyMap<string, string>;
}

const MAX_SPANS = 50_000;

/** The spans of the traces that were seen last, so that what comes later finds what it belongs to. */
export class TraceMemory {
  readonly #traces = new Map<string, { readonly trace: SeenTrace; readonly size: number }>();
  #spans = 0;

  get(key: string): SeenTrace | undefined {
    return this.#traces.get(key)?.trace;
  }

  /** The trace has been seen just now. */
  keep(key: string, trace: SeenTrace): void {
    this.#forget(key);
    this.#traces.set(key, { trace, size: trace.spans.size });
    this.#spans += trace.spans.size;
    for (const oldest of this.#traces.keys()) {
      if (this.#spans <= MAX_SPANS || oldest === key) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#spans -= this.#traces.get(key)?.size ?? 0;
    this.#traces.delete(key);
  }
}
