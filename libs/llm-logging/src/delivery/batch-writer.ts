import type { CallStore } from './call-store.js';

/** How many of a batch's calls were stored, and how many set aside. */
export interface Written {
  stored: number;
  refused: number;
}

/**
 * Stores a batch. One that is refused for its content is halved until the bad calls are alone; these are set aside.
 *
 * @throws what the store threw for any other reason. Part of the batch may be stored by then; storing it again is harmless.
 */
export async function writeBatch(store: CallStore, lines: readonly string[]): Promise<Written> {
  try {
    await store.write(lines);
    return { stored: lines.length, refused: 0 };
  } catch (error) {
    if (!store.refusesContent(error)) throw error;
    if (lines.length > 1) return writeHalves(store, lines);
    await store.setAside(lines[0]!, error instanceof Error ? error.message : String(error));
    return { stored: 0, refused: 1 };
  }
}

async function writeHalves(store: CallStore, lines: readonly string[]): Promise<Written> {
  const middle = lines.length >> 1;
  const first = await writeBatch(store, lines.slice(0, middle));
  const second = await writeBatch(store, lines.slice(middle));
  return { stored: first.stored + second.stored, refused: first.refused + second.refused };
}
