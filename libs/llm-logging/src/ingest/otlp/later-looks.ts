import type { IngestSource } from '../ingest-source.js';
import { type LookedAt, LookRound } from './look-round.js';

/** Ticks of the rounds, in ms: a look comes one to two of them after the one before. */
const TICKS_MS = [500, 5_000, 30_000];

/**
 * Remembers traces whose spans may have come to several instances, neither of which knew of what the others got. Each looks again after its own
 * rows are stored, so whichever stores last sees both. What stands in no row, such as a span between two others, one instance alone knows: it looks
 * several times, for what others store within a minute.
 */
export class LaterLooks {
  readonly #rounds: readonly LookRound[];

  /**
   * @param look rejects where the database is away: it is tried again
   * @param forgotten called with how many traces are not looked at, as too many wait
   */
  constructor(
    private readonly look: (all: readonly LookedAt[]) => Promise<void>,
    private readonly forgotten: (traces: number) => void,
  ) {
    this.#rounds = TICKS_MS.map(
      (tickMs, index) =>
        new LookRound(tickMs, async (all) => {
          await look(all);
          this.#pass(all, index + 1);
        }),
    );
  }

  /** @param isLong whether to look several times */
  note(traceId: string, source: IngestSource, times: readonly number[], isLong: boolean, round = 0): void {
    if (this.#rounds[round]?.note(traceId, source, times, isLong) === false) this.forgotten(1);
  }

  /** Looks at all that wait a last time, unless the database is away. */
  async end(): Promise<void> {
    const waited = this.#rounds.flatMap((round) => round.stop());
    if (waited.length > 0) await this.look(waited).catch(() => undefined);
  }

  stop(): void {
    for (const round of this.#rounds) round.stop();
  }

  #pass(all: readonly LookedAt[], round: number): void {
    for (const { source, traceIds, times } of all)
      for (const [traceId, isLong] of traceIds) if (isLong) this.note(traceId, source, times, isLong, round);
  }
}
