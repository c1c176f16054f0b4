import { piecesOf, type EncodedLine } from './journal-line.js';
import { SegmentFile } from './segment-file.js';

/** Lines of one turn are written early from here on. */
const MAX_TURN_BYTES = 1024 * 1024;
const RETRY_MS = 1_000;
/** How often a file that is written is looked for, in ms. */
const LOOK_MS = 100;
const RESOLVED = Promise.resolve();

/** Is called for what the journal cannot help. */
export interface JournalWatcher {
  /** These lines, which are in no memory, could not be written. */
  lost(lines: readonly EncodedLine[]): void;
  failed(error: unknown): void;
  recovered(): void;
  /** The file in use was removed from outside. */
  removed(): void;
}

/**
 * Writes the lines of each turn of the event loop, before it ends, to the file in use.
 *
 * | state  | `add`                                   | `open`                                      | leaves it                                 |
 * | ------ | --------------------------------------- | ------------------------------------------- | ----------------------------------------- |
 * | works  | waits for the end of the turn, or 1 MiB | the next file is in use                     | a file cannot be made or written → broken |
 * | broken | –                                       | not for 1 s (`mayOpen`), then the next file | a turn is written → works                 |
 */
export class TurnWriter {
  #file: SegmentFile | undefined;
  /** Lines of this turn, on their way to the file in use. */
  #turn: EncodedLine[] = [];
  #turnBytes = 0;
  /** Those of them that are in no memory. */
  #unbacked: EncodedLine[] = [];
  #brokenUntil = 0;
  #isBroken = false;
  #lookAt = 0;
  readonly #writeTurn = (): void => this.write();

  constructor(
    /** Whether what is written is to outlive a loss of power. */
    private readonly fsync: boolean,
    private readonly watcher: JournalWatcher,
    /** The file in use takes no more. */
    private readonly whenBroken: () => void,
  ) {}

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Whether a file may be tried: not so soon after one that failed. */
  get mayOpen(): boolean {
    return performance.now() >= this.#brokenUntil;
  }

  /** Takes a new file, which gets the head, into use. @throws Error where it cannot be made: then {@link fail} is to know. */
  open(path: string, head: Buffer): void {
    this.#file = new SegmentFile(path, head);
  }

  /** Adds a sealed line of so many bytes. @param inMemory whether its call is kept in memory too. */
  add(line: EncodedLine, bytes: number, inMemory: boolean): void {
    if (!inMemory) this.#unbacked.push(line);
    // Cheaper than `queueMicrotask`, which makes an async resource of each.
    if (this.#turn.length === 0) void RESOLVED.then(this.#writeTurn);
    this.#turn.push(line);
    this.#turnBytes += bytes;
    if (this.#turnBytes >= MAX_TURN_BYTES) this.write();
  }

  /** Writes what the turn has so far. Never throws. */
  write(): void {
    if (this.#turn.length === 0) return;
    const [turn, unbacked] = [this.#turn, this.#unbacked];
    [this.#turn, this.#unbacked, this.#turnBytes] = [[], [], 0];
    try {
      for (const piece of piecesOf(turn)) this.#file!.write(piece);
      if (this.fsync) this.#file!.sync();
      this.#mend();
      this.#look();
    } catch (error) {
      this.fail(error);
      if (unbacked.length > 0) this.watcher.lost(unbacked);
    }
  }

  /** Removes the lines of the file in use. @throws Error */
  empty(): void {
    this.#file!.empty();
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** A file that failed may end in half a line: nothing is added to it. */
  fail(error: unknown): void {
    this.#brokenUntil = performance.now() + RETRY_MS;
    if (!this.#isBroken) this.watcher.failed(error);
    this.#isBroken = true;
    this.whenBroken();
  }

  #mend(): void {
    if (!this.#isBroken) return;
    this.#isBroken = false;
    this.watcher.recovered();
  }

  /** What goes into a file that was removed is on no disk. */
  #look(): void {
    const now = performance.now();
    if (now < this.#lookAt) return;
    this.#lookAt = now + LOOK_MS;
    if (this.#file!.isRemoved) this.watcher.removed();
  }
}
