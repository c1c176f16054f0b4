import { readFile } from 'node:fs/promises';
import type { AdoptedFile, FileKind, JournalFolder } from './journal-folder.js';
import type { DatabaseIdentity } from '../../storage/database-identity.js';
import { headLines } from './journal-head.js';
import { piecesOf, seal, type EncodedLine } from './journal-line.js';
import { removeQuietly, SegmentFile } from './segment-file.js';
import { Segment } from './segment.js';

/** Lines of one turn are written early from here on. */
const MAX_TURN_BYTES = 1024 * 1024;
const RETRY_MS = 1_000;
/** So long one segment is written to, in ms: what is stored, or erased, is not on the disk for long because of what came after it. */
const SEGMENT_MS = 60_000;
/** How often a file that is written is looked for, in ms. */
const LOOK_MS = 100;
const RESOLVED = Promise.resolve();

export interface JournalOptions {
  readonly kind: FileKind;
  /** Bytes of one segment, about. */
  readonly segmentBytes: number;
  /** Write through to the disk, so that a power loss takes nothing. */
  readonly fsync: boolean;
  /** Whose calls they are, which each segment says in its head. */
  readonly database: () => DatabaseIdentity;
}

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
 * Events of calls that are not committed, as files. A line is on its way to the file when {@link append} returns, and there
 * before the turn of the event loop ends. A segment is removed when none of its lines is needed.
 *
 * | state of a segment | lines are added | 60 s, or full  | backlog is taken        | all its lines are stored   | a write fails          |
 * |--------------------|-----------------|----------------|-------------------------|----------------------------|------------------------|
 * | in use             | stays           | → closed       | → closed, where it has some | emptied at {@link rest} | → closed, journal broken |
 * | closed             | –               | –              | read again from the file | → removed                 | –                      |
 *
 * | state of the journal | `append`                                       | leaves it                        |
 * |----------------------|------------------------------------------------|----------------------------------|
 * | works                | the segment in use, or a new one               | a write fails → broken           |
 * | broken               | undefined for 1 s, then a new folder and file  | a turn is written → works        |
 */
export class Journal {
  readonly #segments = new Set<Segment>();
  #current: Segment | undefined;
  #file: SegmentFile | undefined;
  /** Lines of this turn, on their way to the file in use. */
  #turn: EncodedLine[] = [];
  #turnBytes = 0;
  /** Those of them that are in no memory. */
  #unbacked: EncodedLine[] = [];
  #brokenUntil = 0;
  #isBroken = false;
  #lookAt = 0;
  readonly #whenDone = (segment: Segment): void => this.#remove(segment);
  readonly #writeTurn = (): void => this.#write();
  #bytes = 0;

  constructor(
    private readonly folder: JournalFolder,
    private readonly options: JournalOptions,
    private readonly watcher: JournalWatcher,
  ) {}

  get bytes(): number {
    return this.#bytes;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Oldest first. */
  get segments(): readonly Segment[] {
    return [...this.#segments].sort((a, b) => a.number - b.number);
  }

  /**
   * Adds a line.
   * @param inMemory whether its call is kept in memory too; otherwise the segment will have to be read.
   * @returns where it is; undefined while the journal cannot be written.
   */
  append(line: EncodedLine, inMemory: boolean): Segment | undefined {
    if (!this.#hasPlace()) return undefined;
    const segment = this.#current!;
    const bytes = line.lineEnd - line.lineStart;
    seal(line);
    segment.add(bytes);
    this.#bytes += bytes;
    if (inMemory) segment.hold();
    else {
      segment.isBacklog = true;
      this.#unbacked.push(line);
    }
    // Cheaper than `queueMicrotask`, which makes an async resource of each.
    if (this.#turn.length === 0) void RESOLVED.then(this.#writeTurn);
    this.#turn.push(line);
    this.#turnBytes += bytes;
    if (this.#turnBytes >= MAX_TURN_BYTES) this.#write();
    return segment;
  }

  /** Nothing waits for now: what is stored is not to be stored again by whoever starts next, who may find it erased. */
  rest(): void {
    if (this.#current?.isDone !== true || this.#current.bytes === 0) return;
    this.#write();
    try {
      this.#file!.empty();
      this.#bytes -= this.#current.bytes;
      this.#current.empty();
    } catch {
      this.rotate();
    }
  }

  /** What is to be read: closed segments with lines that are in no memory, oldest first. The segment in use is closed for it. */
  takeBacklog(): Segment[] {
    if (this.#current?.isBacklog === true) this.rotate();
    return this.segments.filter(({ isBacklog, isClosed }) => isBacklog && isClosed);
  }

  /** @throws Error where the file cannot be read. */
  read(segment: Segment): Promise<Buffer> {
    return readFile(segment.file);
  }

  /** What a segment begins with that is written now. */
  head(): Buffer {
    return headLines(this.options.database());
  }

  /** A segment was rewritten, with so many bytes less. */
  shrunk(segment: Segment, bytes: number): void {
    this.folder.synced();
    segment.bytes -= bytes;
    this.#bytes -= bytes;
  }

  /** All that is in a segment is stored, or given up. */
  drop(segment: Segment): void {
    segment.isBacklog = false;
    this.#remove(segment);
  }

  /** Further lines go to a new segment. */
  rotate(): void {
    this.#write();
    const closed = this.#current;
    this.#current = undefined;
    this.#file?.close();
    this.#file = undefined;
    if (closed === undefined) return;
    closed.isClosed = true;
    if (closed.isDone) this.#remove(closed);
  }

  /** Takes over a segment of a dead process. */
  adopt({ number, file, bytes }: AdoptedFile): void {
    this.#segments.add(new Segment(number, file, this.#whenDone, { isBacklog: true, bytes }));
    this.#bytes += bytes;
  }

  #hasPlace(): boolean {
    if (this.#current !== undefined && this.#isFull(this.#current)) this.rotate();
    if (this.#current !== undefined) return true;
    if (performance.now() < this.#brokenUntil) return false;
    if (this.#isBroken) this.folder.remake();
    const { number, file } = this.folder.next(this.options.kind);
    if (!this.#open(file)) return false;
    this.#current = new Segment(number, file, this.#whenDone);
    this.#segments.add(this.#current);
    return true;
  }

  #isFull({ bytes, beganAt }: Segment): boolean {
    return bytes >= this.options.segmentBytes || (bytes > 0 && performance.now() - beganAt >= SEGMENT_MS);
  }

  /** @returns whether it was made, with its head. */
  #open(file: string): boolean {
    try {
      this.#file = new SegmentFile(file, this.head());
      this.folder.synced();
      return true;
    } catch (error) {
      this.#break(error);
      removeQuietly(file);
      return false;
    }
  }

  #write(): void {
    if (this.#turn.length === 0) return;
    const [turn, unbacked] = [this.#turn, this.#unbacked];
    [this.#turn, this.#unbacked, this.#turnBytes] = [[], [], 0];
    try {
      for (const piece of piecesOf(turn)) this.#file!.write(piece);
      if (this.options.fsync) this.#file!.sync();
      this.#mend();
      this.#look();
    } catch (error) {
      this.#break(error);
      if (unbacked.length > 0) this.watcher.lost(unbacked);
    }
  }

  /** What goes into a file that was removed is on no disk. */
  #look(): void {
    const now = performance.now();
    if (now < this.#lookAt) return;
    this.#lookAt = now + LOOK_MS;
    if (this.#file!.isRemoved) this.watcher.removed();
  }

  /** A file that failed may end in half a line: nothing is added to it. */
  #break(error: unknown): void {
    this.#brokenUntil = performance.now() + RETRY_MS;
    if (!this.#isBroken) this.watcher.failed(error);
    this.#isBroken = true;
    this.rotate();
  }

  #mend(): void {
    if (!this.#isBroken) return;
    this.#isBroken = false;
    this.watcher.recovered();
  }

  #remove(segment: Segment): void {
    if (!this.#segments.delete(segment)) return;
    this.#bytes -= segment.bytes;
    // At once: a process that ends now leaves nothing behind.
    removeQuietly(segment.file);
  }
}
