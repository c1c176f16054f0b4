import type { IngestSource } from '../ingest-source.js';

/** How long after spans came their traces are looked at again, in ms: what another instance took at the same time is stored by then. */
const LATER_MS = 1_000;
/** Where the database is away. */
const MUCH_LATER_MS = 15_000;
/** Traces that wait at most. */
const MAX_TRACES = 10_000;

/** Traces of one sender that are to be looked at again. */
export interface LookedAt {
  readonly source: IngestSource;
  readonly traceIds: Set<string>;
  /** When their spans started, in ms. */
  readonly times: number[];
}

/**
 * Remembers traces whose spans may have come to two instances at the same time: neither knew of the other's. Each looks again after its own
 * rows are stored, so whichever stores last sees both.
 */
export class SecondLook {
  #waiting = new Map<string | undefined, LookedAt>();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param look rejects where the database is away: it is tried again. */
  constructor(private readonly look: (all: readonly LookedAt[]) => Promise<void>) {}

  /** @returns false where too many wait. */
  note(traceId: string, source: IngestSource, times: readonly number[]): boolean {
    if (this.#count >= MAX_TRACES) return false;
    const waiting = this.#waiting.get(source.companyId) ?? { source, traceIds: new Set<string>(), times: [] };
    this.#waiting.set(source.companyId, waiting);
    if (!waiting.traceIds.has(traceId)) this.#count += 1;
    waiting.traceIds.add(traceId);
    const [first, last] = [Math.min(...waiting.times, ...times), Math.max(...waiting.times, ...times)];
    if (Number.isFinite(first)) waiting.times.splice(0, 2, first, last);
    this.#timer ??= setTimeout(() => void this.#run(), LATER_MS).unref();
    return true;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting.clear();
    this.#count = 0;
  }

  async #run(): Promise<void> {
    const all = [...this.#waiting.values()];
    try {
      this.#waiting = new Map();
      this.#count = 0;
      this.#timer = undefined;
      await this.look(all);
    } catch {
      this.#again(all);
    }
  }

  #again(all: readonly LookedAt[]): void {
    for (const { source, traceIds, times } of all) for (const traceId of traceIds) this.note(traceId, source, times);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), MUCH_LATER_MS).unref();
  }
}
