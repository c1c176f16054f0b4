type Fetch = typeof globalThis.fetch;

/** Sees a request, and sends it with `next`. */
export type FetchObserver = (next: Fetch, ...args: Parameters<Fetch>) => ReturnType<Fetch>;

/**
 * Stands in for `globalThis.fetch` while there are observers. SDK clients keep the `fetch` that they find when they are made, so
 * it takes its place early, when the module is imported, and passes everything on until an application starts.
 */
export class GlobalFetch {
  readonly #observers = new Set<FetchObserver>();
  #original: PropertyDescriptor | undefined;
  #next: Fetch = globalThis.fetch;
  readonly #standIn: Fetch;

  constructor() {
    this.#standIn = (...args) => this.#fetch(args);
  }

  takePlace(): void {
    if (this.#original !== undefined || typeof globalThis.fetch !== 'function') return;
    this.#original = Object.getOwnPropertyDescriptor(globalThis, 'fetch')!;
    this.#next = globalThis.fetch;
    const { name, length, ...members } = Object.getOwnPropertyDescriptors(this.#next) as Record<
      string,
      PropertyDescriptor
    >;
    delete members['prototype'];
    Object.defineProperties(this.#standIn, { name: name!, length: length!, ...members });
    Object.defineProperty(globalThis, 'fetch', {
      value: this.#standIn,
      writable: true,
      configurable: true,
      enumerable: this.#original.enumerable ?? true,
    });
  }

  observe(observer: FetchObserver): void {
    this.#observers.add(observer);
    this.takePlace();
  }

  /** Without observers the original comes back, unless someone else stands in by now: then this one only passes on. */
  leave(observer?: FetchObserver): void {
    if (observer !== undefined) this.#observers.delete(observer);
    if (this.#observers.size > 0 || this.#original === undefined || globalThis.fetch !== this.#standIn) return;
    Object.defineProperty(globalThis, 'fetch', this.#original);
    this.#original = undefined;
  }

  #fetch(args: Parameters<Fetch>): ReturnType<Fetch> {
    let fetch: Fetch = this.#next;
    for (const observer of this.#observers) {
      const next = fetch;
      fetch = (...passed) => observer(next, ...passed);
    }
    return Reflect.apply(fetch, globalThis, args);
  }
}
