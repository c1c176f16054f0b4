/** Is told of a body as its reader reads it. None of these may throw. */
export interface BodyWatcher {
  chunk(bytes: Uint8Array): void;
  end(): void;
  fail(error: unknown): void;
  cancel(reason: unknown): void;
}

type Watchable = Response & { body: ReadableStream<Uint8Array> };

/** Whether a response's body can be watched: other implementations of `fetch` have bodies of their own. */
export function isWatchable(response: unknown): response is Watchable {
  return (
    typeof Response === 'function' &&
    response instanceof Response &&
    response.body instanceof ReadableStream &&
    !response.bodyUsed &&
    response.status >= 200
  );
}

/**
 * The response with a body of the same chunks that is read when its reader reads and cancelled when it cancels. The body is
 * returned too, as what lives as long as anyone can read it.
 */
export function watchResponse(
  response: Watchable,
  watcher: BodyWatcher,
): { watched: Response; body: ReadableStream<Uint8Array> } {
  const body = isByteStream(response.body) ? byteBody(response, watcher) : plainBody(response, watcher);
  const { status, statusText, headers } = response;
  return { watched: dressed(new Response(body, { status, statusText, headers }), response), body };
}

/** Has the address of `original`, as only fetched responses have, and so do its clones. */
function dressed(response: Response, original: Response): Response {
  for (const name of ['url', 'redirected', 'type'] as const)
    Object.defineProperty(response, name, { value: original[name], configurable: true });
  const clone = (): Response => dressed(Response.prototype.clone.call(response), original);
  Object.defineProperty(response, 'clone', { value: clone, configurable: true, writable: true });
  return response;
}

function isByteStream(stream: ReadableStream): boolean {
  try {
    stream.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}

function plainBody(response: Watchable, watcher: BodyWatcher): ReadableStream<Uint8Array> {
  const source = new Source(response, watcher);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await source.read((error) => controller.error(error));
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => source.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function byteBody(response: Watchable, watcher: BodyWatcher): ReadableStream<Uint8Array> {
  const source = new Source(response, watcher);
  return new ReadableStream(
    {
      type: 'bytes',
      async pull(controller) {
        const { done, value } = await source.read((error) => controller.error(error));
        if (!done) return controller.enqueue(value as Uint8Array<ArrayBuffer>);
        controller.close();
        controller.byobRequest?.respond(0);
      },
      cancel: (reason) => source.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

type Step = Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>['read']>>;

/** Reads the original body. It is locked with the first read only: an answer that nobody reads stays the runtime's to drop. */
class Source {
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(
    private readonly response: Watchable,
    private readonly watcher: BodyWatcher,
  ) {}

  async read(whenBroken: (error: unknown) => void): Promise<Step> {
    this.#reader ??= this.#watchedReader(whenBroken);
    const step = await this.#reader.read();
    // Told before the chunk is handed on, which takes its bytes away.
    if (step.done) this.watcher.end();
    else this.watcher.chunk(step.value);
    return step;
  }

  async cancel(reason: unknown): Promise<void> {
    this.watcher.cancel(reason);
    await (this.#reader ?? this.response.body).cancel(reason);
  }

  /** An answer breaks also while nobody reads, when it is aborted. */
  #watchedReader(whenBroken: (error: unknown) => void): ReadableStreamDefaultReader<Uint8Array> {
    const reader = this.response.body.getReader();
    reader.closed.catch((error: unknown) => {
      this.watcher.fail(error);
      whenBroken(error);
    });
    return reader;
  }
}
