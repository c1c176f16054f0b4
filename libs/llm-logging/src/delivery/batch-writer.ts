import type { CallLine } from './call-line.js';
import type { CallStore } from './call-store.js';

type BatchStore = Pick<CallStore, 'write' | 'setAside' | 'refusesContent'>;

/**
 * Stores a batch. One that is refused for its content is halved until the bad calls are alone; these are set aside.
 *
 * @returns how many were set aside.
 * @throws what the store threw for any other reason. Part of the batch may be stored by then; storing it again is harmless.
 */
export async function writeBatch(store: BatchStore, lines: readonly CallLine[]): Promise<number> {
  try {
    await store.write(lines);
    return 0;
  } catch (error) {
    if (!store.refusesContent(error)) throw error;
    if (lines.length > 1) return writeHalves(store, lines);
    await store.setAside(lines[0]!, error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function writeHalves(store: BatchStore, lines: readonly CallLine[]): Promise<number> {
  const middle = lines.length >> 1;
  const refused = await writeBatch(store, lines.slice(0, middle));
  return refused + (await writeBatch(store, lines.slice(middle)));
}
