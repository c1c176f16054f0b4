import { createHash } from 'node:crypto';
import { BoundedMap } from '../../recording/bounded-map.js';

/** One call to a provider over all its attempts. */
export interface RetriedCall {
  readonly id: string;
  /** When it was first sent, on the clock of `performance.now()`. */
  readonly clock: number;
  readonly attempts: number;
  /** How the attempts ended that failed. */
  readonly failures: object[];
}

/** SDKs wait up to a minute, or as long as the provider asks. */
const MAX_PAUSE_MS = 120_000;
const MAX_REMEMBERED = 1_000;

interface Remembered {
  readonly call: RetriedCall;
  readonly at: number;
  /** Ends the attempt, where it failed by its status and nobody read on. */
  readonly end: () => void;
}

/** Knows a request again that failed just before: SDKs send it once more, which is the same call. */
export class RetriedCalls {
  readonly #failed = new BoundedMap<string, Remembered>(MAX_REMEMBERED);

  /** What is known of a request by its trace, address and body; takes it out. */
  take(key: () => string): RetriedCall | undefined {
    if (this.#failed.size === 0) return undefined;
    const known = this.#failed.get(key());
    if (known === undefined) return undefined;
    known.end();
    this.#failed.delete(key());
    return performance.now() - known.at > MAX_PAUSE_MS ? undefined : known.call;
  }

  remember(key: string, call: RetriedCall, end: () => void): void {
    this.#failed.set(key, { call, at: performance.now(), end });
  }
}

export function requestKey(scope: string, url: URL, body: string): string {
  return `${scope} ${url.origin}${url.pathname} ${createHash('sha256').update(body).digest('base64')}`;
}
