import { vercelPart } from 'llm-exchange/results';
import { isObject, ownData } from 'llm-exchange/reading';
import type { OpenCall } from '../../recording/open-call.js';
import type { Following } from './following.js';
import type { StreamWatcher } from './tap.js';
import { watcherOf, watchStream, isWebStream } from './web-stream.js';

/** Streams of a result, the one below the others first: what is read of `textStream` and all else comes from `baseStream`. */
const STREAMS = ['baseStream', 'fullStream', 'textStream', 'partialObjectStream'] as const;

/**
 * Whether this is what `streamText`, `streamObject` or an agent's `stream` of the Vercel AI SDK return. Its getters start the work
 * that they name and make promises that nobody may handle, so it is known by having them, and none is called.
 */
export function isAiSdkStream(value: object): boolean {
  return (
    ('textStream' in value || 'partialObjectStream' in value) && ('fullStream' in value || 'finishReason' in value)
  );
}

/**
 * Watches the streams that the result holds as data, through whatever its consumer reads. Where it holds none, and where nobody
 * reads, the exchange with the provider gives the outcome if it was seen.
 */
export function followAiSdkStreams({ call }: Following, result: object): object {
  call.goesOn();
  let first: ReadableStream<unknown> | undefined;
  for (const name of STREAMS) {
    const stream: unknown = Reflect.getOwnPropertyDescriptor(result, name)?.value;
    if (!isWebStream(stream)) continue;
    // The one that is read first counts; others may report the same again.
    watchStream(
      stream,
      when(() => (first ??= stream) === stream, new PartsWatcher(call)),
    );
    if (name === 'baseStream') break;
  }
  return result;
}

/** Failures and aborts are parts of a stream that itself ends well. */
class PartsWatcher implements StreamWatcher {
  readonly #watcher: StreamWatcher;
  #failure: { error: unknown } | undefined;
  #isAborted = false;

  constructor(private readonly call: OpenCall) {
    this.#watcher = watcherOf(call);
  }

  reads(): void {
    this.call.reads();
  }

  chunk(value: unknown): void {
    const chunk = ownData(value);
    const { type } = isObject(chunk) ? vercelPart(chunk) : {};
    if (type === 'error') this.#failure = { error: errorIn(value) };
    if (type === 'abort') this.#isAborted = true;
    this.#watcher.chunk(value);
  }

  end(): void {
    if (this.#failure !== undefined) this.call.fail(this.#failure.error);
    else if (this.#isAborted) this.call.cancel('aborted');
    else this.call.end();
  }

  fail(error: unknown): void {
    this.#watcher.fail(error);
  }

  cancel(reason: unknown): void {
    this.#watcher.cancel(reason);
  }
}

function errorIn(chunk: unknown): unknown {
  const own = (value: unknown, name: string): unknown =>
    isObject(value) ? Reflect.getOwnPropertyDescriptor(value, name)?.value : undefined;
  return own(own(chunk, 'part') ?? chunk, 'error');
}

function when(isWanted: () => boolean, watcher: StreamWatcher): StreamWatcher {
  return {
    reads: () => watcher.reads?.(),
    chunk: (value) => isWanted() && watcher.chunk(value),
    end: () => isWanted() && watcher.end(),
    fail: (error) => isWanted() && watcher.fail(error),
    cancel: (reason) => isWanted() && watcher.cancel(reason),
  };
}
