import { setImmediate } from 'node:timers/promises';

/** How long work goes on in one turn of the event loop, in ms. */
const TURN_MS = 8;

/** Lets others have their turn while there is much to do. */
export class Turns {
  #since = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#since > TURN_MS;
  }

  async next(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}
