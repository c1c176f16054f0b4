import { setTimeout as sleep } from 'node:timers/promises';
import { leftDatabases } from './leftovers/databases.mjs';
import { openHandles } from './leftovers/handles.mjs';
import { leftJournals } from './leftovers/journals.mjs';
import { TimerWatch } from './leftovers/timers.mjs';

/** What has been closed may take a moment to be gone, on a busy machine a long one. */
const PATIENCE_MS = 20_000;

/** Timers, connections, processes, databases and journals that a file of specs leaves behind. */
export class Leftovers {
  #before = new Set(openHandles());
  #timers;
  #folder;
  #patienceMs;

  /**
   * @param {typeof globalThis} global of the specs
   * @param {string} folder where temporary files and default journals lie
   * @param {number} [patienceMs] how long what is left is waited for
   */
  constructor(global, folder, patienceMs = PATIENCE_MS) {
    this.#timers = new TimerWatch(global);
    this.#folder = folder;
    this.#patienceMs = patienceMs;
  }

  /** @returns {Promise<string[]>} one line for each. */
  async find() {
    for (const end = performance.now() + this.#patienceMs; this.#here().length > 0; await sleep(10))
      if (performance.now() > end) break;
    return [...this.#here(), ...(await leftDatabases()), ...leftJournals(this.#folder)];
  }

  #here() {
    const handles = openHandles().filter((handle) => !this.#before.has(handle));
    return [...this.#timers.running(), ...handles.map(nameOf)];
  }
}

function nameOf(handle) {
  const kind = handle.constructor?.name ?? 'handle';
  if (handle.spawnargs) return `process ${handle.pid}: ${handle.spawnargs.join(' ').slice(0, 200)}`;
  if (handle.remotePort) return `connection to ${handle.remoteAddress}:${handle.remotePort}`;
  if (typeof handle.address === 'function') return `${kind} ${JSON.stringify(handle.address())}`;
  return kind;
}
