import type { SeenTrace } from './seen-trace.js';

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
