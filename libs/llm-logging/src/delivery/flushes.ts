/** All that was accepted until a moment: entries of the buffer and segments of the journal's backlog. */
export interface Moment {
  readonly sequence: number;
  readonly segment: number;
}

interface Flush extends Moment {
  readonly resolve: () => void;
}

/** Who waits until all that was accepted before is stored. */
export class Flushes {
  #waiting: Flush[] = [];

  /** @param oldest the oldest that is not stored; `Infinity` where all is. */
  constructor(private readonly oldest: () => Moment) {}

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Whether all that was accepted until then is stored. */
  isOver({ sequence, segment }: Moment): boolean {
    const oldest = this.oldest();
    return oldest.sequence > sequence && oldest.segment > segment;
  }

  /** @returns whether all that was accepted until then was stored within the time. */
  async within(ms: number, until: Moment): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, ms, false);
    });
    const stored = new Promise<boolean>((resolve) => {
      this.#waiting.push({ ...until, resolve: () => resolve(true) });
    });
    const isStored = await Promise.race([stored, late]);
    clearTimeout(timer);
    return isStored;
  }

  /** Something was stored: whose moment is over waits no longer. */
  notify(): void {
    const over = this.#waiting.filter((flush) => this.isOver(flush));
    this.#waiting = this.#waiting.filter((flush) => !over.includes(flush));
    for (const { resolve } of over) resolve();
  }
}
