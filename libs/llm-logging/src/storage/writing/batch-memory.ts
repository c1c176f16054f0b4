import { bytesOf, type CallLine } from './call-line.js';

/**
 * Bytes of one parameter, about. PostgreSQL takes one of this size into memory that it has at hand; for a longer one the operating
 * system gives it new pages each time, which costs as much as half of storing the calls.
 */
const PIECE_BYTES = 96 * 1024;
/** Holds any batch but one of the longest calls. What is never written to takes no room. */
const MEMORY_BYTES = 4 * 1024 * 1024;

/** Memory that batches are put together in, one after the other: pages that were touched before cost less than new ones. */
export class BatchMemory {
  readonly #bytes = Buffer.allocUnsafeSlow(MEMORY_BYTES);

  /** The batch as JSON arrays, each of some of its calls. They lie here until the next batch. */
  put(calls: readonly CallLine[]): Buffer[] {
    let used = 0;
    const allocate = (bytes: number): Buffer => {
      const start = used;
      if (start + bytes > MEMORY_BYTES) return Buffer.allocUnsafeSlow(bytes);
      used += bytes;
      return this.#bytes.subarray(start, used);
    };
    return divided(calls).map((some) => bytesOf(some, '[', ']', allocate));
  }
}

function divided(calls: readonly CallLine[]): CallLine[][] {
  const pieces: CallLine[][] = [];
  let room = 0;
  for (const call of calls) {
    const bytes = call.parts.reduce((sum, { start, end }) => sum + end - start, 0);
    if (bytes > room) {
      pieces.push([]);
      room = PIECE_BYTES;
    }
    pieces.at(-1)!.push(call);
    room -= bytes;
  }
  return pieces;
}
