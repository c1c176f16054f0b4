import type { IngestSource } from '../ingest-source.js';

/** Where the database is away, in ms. */
const MUCH_LATER_MS = 15_000;
/** Traces that wait at most. */
const MAX_TRACES = 10_000;

/** Traces of one sender that are to be looked at again. */
export interface LookedAt {
  readonly source: IngestSource;
  /** Each with whether it is to be looked at once more after that. */
  readonly traceIds: Map<string, boolean>;
  /** When their spans started: the first and the last, in ms. */
  readonly times: readonly number[];
}

type Waiting = Map<string | undefined, LookedAt>;

/**
 * Traces that wait for a look. At each tick those are looked at that were noted before the last one, so that each waits for one to two ticks.
 * Where the database is away all are looked at later.
 */
export class LookRound {
  #noted: Waiting = new Map();
  #due: Waiting = new Map();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param look rejects where the database is away. */
  constructor(
    private readonly tickMs: number,
    private readonly look: (all: readonly LookedAt[]) => Promise<void>,
  ) {}

  /** @returns false where too many wait. */
  note(traceId: string, source: IngestSource, times: readonly number[], isLong: boolean): boolean {
    const { traceIds, times: known } = this.#noted.get(source.companyId) ?? { traceIds: new Map(), times: [] };
    if (!traceIds.has(traceId)) {
      if (this.#count >= MAX_TRACES) return false;
      this.#count += 1;
    }
    traceIds.set(traceId, isLong || traceIds.get(traceId) === true);
    this.#noted.set(source.companyId, { source, traceIds, times: spanOf([...known, ...times]) });
    this.#next(this.tickMs);
    return true;
  }

  /** @returns all that waited, and does no more. */
  stop(): LookedAt[] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waited = [...this.#due.values(), ...this.#noted.values()];
    this.#noted.clear();
    this.#due.clear();
    this.#count = 0;
    return waited;
  }

  #next(afterMs: number): void {
    this.#timer ??= setTimeout(() => void this.#tick(), afterMs).unref();
  }

  async #tick(): Promise<void> {
    const due = this.#due;
    let isAway = false;
    if (due.size > 0)
      isAway = await this.look([...due.values()]).then(
        () => false,
        () => true,
      );
    this.#timer = undefined;
    if (!isAway) {
      for (const { traceIds } of due.values()) this.#count -= traceIds.size;
      this.#due = this.#noted;
      this.#noted = new Map();
    }
    if (this.#count > 0) this.#next(isAway ? MUCH_LATER_MS : this.tickMs);
  }
}

function spanOf(times: readonly number[]): number[] {
  if (times.length < 2) return [...times];
  return [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
}
