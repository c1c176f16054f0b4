import { ReplacedMember } from '../replaced-member.js';

type Fetch = typeof globalThis.fetch;

/** Sees a request, and sends it with `next`. */
export type FetchObserver = (next: Fetch, ...args: Parameters<Fetch>) => ReturnType<Fetch>;

/**
 * Stands in for `globalThis.fetch` while there are observers. SDK clients keep the `fetch` that they find when they are made, so
 * it takes its place early, when the module is imported, and passes everything on until an application starts.
 */
export class GlobalFetch {
  readonly #observers = new Set<FetchObserver>();
  readonly #member = new ReplacedMember(
    globalThis,
    'fetch',
    (next) =>
      (...args: Parameters<Fetch>) =>
        this.#fetch(next as Fetch, args),
  );

  takePlace(): void {
    this.#member.takePlace();
  }

  observe(observer: FetchObserver): void {
    this.#observers.add(observer);
    this.takePlace();
  }

  /** Without observers the original comes back, unless someone else stands in by now: then this one only passes on. */
  leave(observer?: FetchObserver): void {
    if (observer !== undefined) this.#observers.delete(observer);
    if (this.#observers.size === 0) this.#member.leave();
  }

  #fetch(original: Fetch, args: Parameters<Fetch>): ReturnType<Fetch> {
    let fetch = original;
    for (const observer of this.#observers) {
      const next = fetch;
      fetch = (...passed) => observer(next, ...passed);
    }
    return Reflect.apply(fetch, globalThis, args);
  }
}
