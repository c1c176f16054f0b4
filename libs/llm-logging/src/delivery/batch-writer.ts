import type { CallLine } from '../storage/writing/call-line.js';
import type { CallStore } from '../storage/writing/call-store.js';

type BatchStore = Pick<CallStore, 'write' | 'setAside' | 'refusesContent' | 'isAway'>;

/** What became of the calls of a batch that are not stored. */
export interface Unwritten {
  /** How many were set aside. */
  readonly refused: number;
  /** Those that could not be set aside either. */
  readonly unstorable: readonly CallLine[];
  /** Why the last of these could not. */
  readonly reason?: string;
}

const NONE: Unwritten = { refused: 0, unstorable: [] };

/**
 * Stores a batch. One that is refused for its content is halved until the bad calls are alone; these are set aside.
 *
 * @throws what the store threw for any other reason. Part of the batch may be stored by then; storing it again is harmless.
 */
export async function writeBatch(store: BatchStore, lines: readonly CallLine[]): Promise<Unwritten> {
  try {
    await store.write(lines);
    return NONE;
  } catch (error) {
    if (!store.refusesContent(error)) throw error;
    return lines.length > 1 ? writeHalves(store, lines) : setAside(store, lines[0]!, messageOf(error));
  }
}

async function writeHalves(store: BatchStore, lines: readonly CallLine[]): Promise<Unwritten> {
  const middle = lines.length >> 1;
  const [first, second] = [
    await writeBatch(store, lines.slice(0, middle)),
    await writeBatch(store, lines.slice(middle)),
  ];
  const reason = second.reason ?? first.reason;
  return {
    refused: first.refused + second.refused,
    unstorable: [...first.unstorable, ...second.unstorable],
    ...(reason === undefined ? {} : { reason }),
  };
}

async function setAside(store: BatchStore, line: CallLine, refusal: string): Promise<Unwritten> {
  try {
    await store.setAside(line, refusal);
    return { refused: 1, unstorable: [] };
  } catch (error) {
    if (store.isAway(error)) throw error;
    return { refused: 0, unstorable: [line], reason: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
