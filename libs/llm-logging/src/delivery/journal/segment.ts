/** One file of the journal. */
export class Segment {
  /** When its first line came, on the clock of `performance.now()`. */
  beganAt = Infinity;
  bytes = 0;
  lines = 0;
  /** Lines whose calls are in memory and not stored yet. */
  #outstanding = 0;
  /** No line is added any more. */
  isClosed = false;
  /** Has lines that are in no memory: it has to be read to store them. */
  isBacklog: boolean;
  /** Its texts are gone, as the journal was too large. */
  isStripped = false;

  constructor(
    /** Grows with time, over all segments of a journal. */
    readonly number: number,
    readonly file: string,
    /** Is called when nothing in it is needed any more, nor will be. */
    private readonly whenDone: (segment: Segment) => void,
    { isBacklog = false, bytes = 0 } = {},
  ) {
    this.isBacklog = isBacklog;
    this.isClosed = isBacklog;
    this.bytes = bytes;
  }

  /** Nothing in it is needed. */
  get isDone(): boolean {
    return !this.isBacklog && this.#outstanding === 0;
  }

  /** A line of so many bytes. */
  add(bytes: number): void {
    if (this.bytes === 0) this.beganAt = performance.now();
    this.bytes += bytes;
    this.lines += 1;
  }

  empty(): void {
    this.bytes = 0;
    this.lines = 0;
  }

  /** A line's call is in memory. */
  retain(): void {
    this.#outstanding += 1;
  }

  release(): void {
    this.#outstanding -= 1;
    if (this.isClosed && this.isDone) this.whenDone(this);
  }
}
