type Reader = ReadableStreamDefaultReader<unknown>;
type Controller = ReadableStreamDefaultController<unknown> | ReadableByteStreamController;

/** Called as a stream is read by its reader. None of these throws. */
export interface StreamWatcher {
  /** Someone wants the next chunk. */
  reads?(): void;
  chunk(value: unknown): void;
  end(): void;
  fail(error: unknown): void;
  cancel(reason: unknown): void;
}

/** The stream's own methods, whatever stands in front of them. */
export interface TapSource {
  getReader(options?: unknown): Reader;
  cancel(reason: unknown): Promise<void>;
}

/** A stream of the same chunks, of bytes where the source is one, that reads the source as it is read itself and keeps no chunk. */
export function tapOf(source: TapSource, watcher: StreamWatcher): ReadableStream<unknown> {
  const tap = new Tap(source, watcher);
  const underlying = {
    start: (controller: Controller) => tap.start(controller),
    pull: () => tap.pull(),
    cancel: (reason: unknown) => tap.cancel(reason),
  };
  return isByteStream(source)
    ? new ReadableStream({ type: 'bytes', ...underlying }, { highWaterMark: 0 })
    : new ReadableStream<unknown>(underlying, { highWaterMark: 0 });
}

function isByteStream(source: TapSource): boolean {
  try {
    source.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}

/** Locks the source with the first read only: what nobody reads stays the runtime's to drop. */
class Tap {
  #controller!: Controller;
  #reader: Reader | undefined;
  #isReading = false;
  #isSourceClosed = false;
  #isOver = false;

  constructor(
    private readonly source: TapSource,
    private readonly watcher: StreamWatcher,
  ) {}

  start(controller: Controller): void {
    this.#controller = controller;
  }

  async pull(): Promise<void> {
    this.watcher.reads?.();
    const reader = (this.#reader ??= this.#open());
    // The source may close before its last chunk is handed on.
    this.#isReading = true;
    try {
      const step = await reader.read();
      if (step.done) return this.#end();
      if (this.#isOver) return;
      // Called before the chunk is handed on, which takes its bytes away.
      this.watcher.chunk(step.value);
      this.#controller.enqueue(step.value as never);
    } finally {
      this.#isReading = false;
    }
    if (this.#isSourceClosed) this.#end();
  }

  async cancel(reason: unknown): Promise<void> {
    this.#isOver = true;
    this.watcher.cancel(reason);
    await (this.#reader ?? this.source).cancel(reason);
  }

  /** A source also ends while nobody reads: it breaks when it is aborted, and its last chunk may close it. */
  #open(): Reader {
    const reader = this.source.getReader();
    void reader.closed.then(
      () => {
        this.#isSourceClosed = true;
        if (!this.#isReading) this.#end();
      },
      (error: unknown) => {
        this.#isOver = true;
        this.watcher.fail(error);
        this.#controller.error(error);
      },
    );
    return reader;
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.watcher.end();
    this.#controller.close();
    if ('byobRequest' in this.#controller) this.#controller.byobRequest?.respond(0);
  }
}
