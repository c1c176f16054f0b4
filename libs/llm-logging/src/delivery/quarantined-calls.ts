import { writeBatch, type Unwritten } from './batch-writer.js';
import type { UnresolvedCall } from './call-buffer.js';
import type { CallStore } from '../storage/writing/call-store.js';
import type { DeliveryCounters } from './delivery-counters.js';
import type { WaitingCall } from './waiting-call.js';

const FIRST_MS = 1_000;
const LONGEST_MS = 10 * 60_000;

/**
 * Calls that could be neither stored nor set aside, such as where `llm_refused_calls` cannot be written; the health report calls them
 * `quarantinedCalls`. They hold up no others: each is tried again by itself, after 1 second to 10 minutes. Until then they are in memory and,
 * where there is one, in the journal, for the next start.
 *
 * | state of a call | `tryAgain`                                                                            | `close`                        |
 * | --------------- | ------------------------------------------------------------------------------------- | ------------------------------ |
 * | quarantined     | stored, or set aside → resolved; neither: stays; the database is away: all others wait | stays, for the next start      |
 * | resolved        | –                                                                                     | –                              |
 */
export class QuarantinedCalls {
  readonly #calls = new Set<WaitingCall>();
  #rounds = 0;
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #isTrying = false;
  #isClosed = false;

  constructor(
    private readonly store: CallStore,
    private readonly counters: DeliveryCounters,
    private readonly maxBytes: number,
  ) {}

  get size(): number {
    return this.#calls.size;
  }

  /** When the oldest of them was quarantined, on the clock of `performance.now()`. */
  get oldestAt(): number | undefined {
    const [oldest] = this.#calls;
    return oldest?.acceptedAt;
  }

  /** Events that are kept nowhere else. */
  get onlyInMemory(): number {
    return [...this.#calls].reduce((sum, { onlyInMemory }) => sum + onlyInMemory, 0);
  }

  /** @returns false where there is no room for it. */
  add(call: WaitingCall): boolean {
    if (this.#bytes + call.bytes > this.maxBytes) return false;
    this.#calls.add(call);
    this.#bytes += call.bytes;
    this.#tryLater();
    return true;
  }

  unresolved(): UnresolvedCall[] {
    return [...this.#calls];
  }

  /** Tries each of them now. Never throws. */
  async tryAgain(): Promise<void> {
    if (this.#isTrying || this.#isClosed || this.#calls.size === 0) return;
    this.#isTrying = true;
    try {
      for (const call of [...this.#calls]) await this.#try(call);
    } catch {
      // The database is away, or still takes too long: delivery says so.
    } finally {
      this.#isTrying = false;
      this.#rounds += 1;
      this.#tryLater();
    }
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #try(call: WaitingCall): Promise<void> {
    if (this.#isClosed) return;
    const { refused, unstorable }: Unwritten = await writeBatch(this.store, [call]);
    if (unstorable.length > 0) return;
    this.counters.refused += refused;
    this.counters.committed += 1 - refused;
    this.#calls.delete(call);
    this.#bytes -= call.bytes;
    call.resolve();
  }

  #tryLater(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed || this.#isTrying) return;
    if (this.#calls.size === 0) this.#rounds = 0;
    else {
      const ms = Math.min(FIRST_MS * 2 ** Math.min(this.#rounds, 20), LONGEST_MS);
      this.#timer = setTimeout(() => void this.tryAgain(), ms).unref();
    }
  }
}
