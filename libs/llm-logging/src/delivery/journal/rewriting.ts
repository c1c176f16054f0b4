import { setImmediate as nextTurn } from 'node:timers/promises';
import { bytesOf } from '../../storage/writing/call-line.js';
import type { UnresolvedCall } from '../call-buffer.js';
import type { Journal } from './journal.js';
import { LineEncoder } from './journal-line.js';
import type { RetainedCalls } from './retained-calls.js';

/** How long lines are written again before others get their turn, in ms. */
const SLICE_MS = 2;

/** Writes what is in memory once more, as somebody removed the files that it was in. */
export class Rewriting {
  readonly #encoder = new LineEncoder();

  constructor(
    private readonly journal: Journal,
    private readonly retained: RetainedCalls,
    /** The calls in memory that are not stored. */
    private readonly unresolved: () => readonly UnresolvedCall[],
  ) {}

  async start(): Promise<void> {
    // A call that is being accepted is in memory then.
    await nextTurn();
    this.retained.writeAgain();
    let since = performance.now();
    for (const call of this.unresolved()) {
      if (!call.isResolved) this.#write(call);
      if (performance.now() - since < SLICE_MS) continue;
      await nextTurn();
      since = performance.now();
    }
  }

  #write(call: UnresolvedCall): void {
    call.retain(this.journal.append(this.#encoder.encode(bytesOf([call]).toString()), true));
  }
}
