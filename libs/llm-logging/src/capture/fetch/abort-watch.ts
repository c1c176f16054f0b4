const PACKAGE = /[/\\]node_modules[/\\]/;

/**
 * Distinguishes an abort by the timer of an SDK from others: what it aborts with says no more than any `AbortError`. Its stack does, but
 * only while the signal fires, since `fetch` then puts its own in the place.
 */
export class AbortWatch {
  #isByTimer = false;
  readonly #look = (): void => void (this.#isByTimer = isByTimer(this.signal?.reason));

  constructor(private readonly signal: AbortSignal | null | undefined) {
    signal?.addEventListener?.('abort', this.#look, { once: true });
  }

  /** The time was up, as far as that is known. */
  get isByTimer(): boolean {
    return this.#isByTimer;
  }

  stop(): void {
    this.signal?.removeEventListener?.('abort', this.#look);
  }
}

/**
 * Below `abort()` stands its caller, a package, and right below this the timers of Node where it is the callback of one. What the
 * application itself aborts, by a timer too, it gives up.
 */
function isByTimer(reason: unknown): boolean {
  if (!(reason instanceof DOMException) || reason.name !== 'AbortError') return false;
  const frames = (reason.stack ?? '').split('\n').map((line) => line.trim());
  const abort = frames.findIndex((frame) => frame.startsWith('at AbortController.abort '));
  const [caller = '', before = ''] = frames.slice(abort + 1);
  return abort >= 0 && PACKAGE.test(caller) && before.startsWith('at listOnTimeout ');
}
