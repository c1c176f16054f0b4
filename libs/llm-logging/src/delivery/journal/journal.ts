import { readFile } from 'node:fs/promises';
import type { DatabaseIdentity } from '../../storage/database-identity.js';
import type { AdoptedFile, FileKind } from './folder-names.js';
import type { JournalFolder } from './journal-folder.js';
import { headLines } from './journal-head.js';
import { seal, type EncodedLine } from './journal-line.js';
import { removeQuietly } from './segment-file.js';
import { Segment } from './segment.js';
import { TurnWriter, type JournalWatcher } from './turn-writer.js';

/** So long one segment is written to, in ms: what is stored, or erased, is not on the disk for long because of what came after it. */
const SEGMENT_MS = 60_000;

export interface JournalOptions {
  readonly kind: FileKind;
  /** Bytes of one segment, about. */
  readonly segmentBytes: number;
  /** Write through to the disk, so that a power loss takes nothing. */
  readonly fsync: boolean;
  /** Whose calls they are, which each segment says in its head. */
  readonly database: () => DatabaseIdentity;
}

/**
 * Events of calls that are not committed, as files. A line is on its way to the file when {@link append} returns, and there
 * before the turn of the event loop ends ({@link TurnWriter}). A segment is removed when none of its lines is needed.
 *
 * | state of a segment | lines are added | 60 s, or full | backlog is taken           | all its lines are stored | a write fails |
 * | ------------------ | --------------- | ------------- | -------------------------- | ------------------------ | ------------- |
 * | in use             | stays           | → closed      | → closed, where it has some | emptied at {@link rest}  | → closed      |
 * | closed             | –               | –             | read again from the file   | → removed                | –             |
 */
export class Journal {
  readonly #segments = new Set<Segment>();
  #current: Segment | undefined;
  readonly #writer: TurnWriter;
  readonly #whenDone = (segment: Segment): void => this.#remove(segment);
  #bytes = 0;

  constructor(
    private readonly folder: JournalFolder,
    private readonly options: JournalOptions,
    watcher: JournalWatcher,
  ) {
    this.#writer = new TurnWriter(options.fsync, watcher, () => this.rotate());
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isBroken(): boolean {
    return this.#writer.isBroken;
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
    if (inMemory) segment.retain();
    else segment.isBacklog = true;
    this.#writer.add(line, bytes, inMemory);
    return segment;
  }

  /** Nothing waits for now: what is stored is not to be stored again by whoever starts next, who may find it erased. */
  rest(): void {
    if (this.#current?.isDone !== true || this.#current.bytes === 0) return;
    this.#writer.write();
    try {
      this.#writer.empty();
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
    this.#writer.write();
    const closed = this.#current;
    this.#current = undefined;
    this.#writer.close();
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
    if (!this.#writer.mayOpen) return false;
    if (this.isBroken) this.folder.remake();
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
      this.#writer.open(file, this.head());
      this.folder.synced();
      return true;
    } catch (error) {
      this.#writer.fail(error);
      removeQuietly(file);
      return false;
    }
  }

  #remove(segment: Segment): void {
    if (!this.#segments.delete(segment)) return;
    this.#bytes -= segment.bytes;
    // At once: a process that ends now leaves nothing behind.
    removeQuietly(segment.file);
  }
}
