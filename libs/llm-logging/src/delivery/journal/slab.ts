const SLAB_BYTES = 256 * 1024;
/** Slabs that wait to be used again at most. */
const MAX_FREE = 32;

/** Memory for lines, outside of the heap. */
export class Slab {
  #length = 0;
  #unresolved = 0;
  #isFull = false;

  constructor(
    readonly bytes: Buffer,
    private readonly free: (slab: Slab) => void,
  ) {}

  get length(): number {
    return this.#length;
  }

  hasRoom(bytes: number): boolean {
    return this.#length + bytes <= this.bytes.length;
  }

  /** A line was written up to `end`. */
  grow(end: number): void {
    this.#length = end;
    this.#unresolved += 1;
  }

  /** A line is not needed any more. Of one that is never released the slab is left to the garbage collector. */
  release(): void {
    this.#unresolved -= 1;
    this.#freeIfDone();
  }

  /** No line is added any more. */
  fill(): void {
    this.#isFull = true;
    this.#freeIfDone();
  }

  reuse(): this {
    this.#length = 0;
    this.#isFull = false;
    return this;
  }

  #freeIfDone(): void {
    if (this.#isFull && this.#unresolved === 0) this.free(this);
  }
}

/** Gives out slabs, and those again that are free: memory that was touched before costs less than new one. */
export class Slabs {
  readonly #free: Slab[] = [];
  readonly #keep = (slab: Slab): void => {
    if (this.#free.length < MAX_FREE && slab.bytes.length === SLAB_BYTES) this.#free.push(slab);
  };

  take(room: number): Slab {
    const used = room <= SLAB_BYTES ? this.#free.pop() : undefined;
    return used?.reuse() ?? new Slab(Buffer.allocUnsafeSlow(Math.max(room, SLAB_BYTES)), this.#keep);
  }
}
