/** Ended timers are forgotten when so many are remembered, then when twice as many as live are. */
const PRUNE_AT = 1_000;

/** Remembers where timers were started, as Node knows only how many there are. */
export class TimerWatch {
  #started = new Map();
  #pruneAt = PRUNE_AT;

  constructor(global) {
    for (const name of ['setTimeout', 'setInterval']) global[name] = this.#watched(global[name]);
  }

  /** @returns {string[]} those that keep the process alive, each with its place. */
  running() {
    this.#prune();
    return [...this.#started].filter(([timer]) => timer.hasRef()).map(([, place]) => `timer ${placeOf(place)}`);
  }

  #watched(start) {
    const watched = (...args) => {
      const timer = start(...args);
      this.#started.set(timer, new Error());
      if (this.#started.size > this.#pruneAt) this.#prune();
      return timer;
    };
    return Object.defineProperties(watched, Object.getOwnPropertyDescriptors(start));
  }

  #prune() {
    for (const timer of this.#started.keys()) if (timer._destroyed) this.#started.delete(timer);
    this.#pruneAt = Math.max(PRUNE_AT, 2 * this.#started.size);
  }
}

function placeOf({ stack = '' }) {
  const lines = stack
    .split('\n')
    .slice(2)
    .map((line) => line.trim());
  return lines.slice(0, 3).join(' ');
}
