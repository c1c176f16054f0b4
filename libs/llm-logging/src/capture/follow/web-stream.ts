import type { OpenCall } from '../../recording/open-call.js';
import type { Following } from './following.js';
import { shadow } from './promise.js';
import { tapOf, type StreamWatcher, type TapSource } from './tap.js';

type AnyFunction = (...args: never[]) => unknown;

/** Bun and Deno read the streams that they are given past all methods. */
const READS_PAST_METHODS = 'bun' in process.versions || 'deno' in process.versions;

export function isWebStream(value: unknown): value is ReadableStream<unknown> {
  return typeof ReadableStream === 'function' && value instanceof ReadableStream;
}

/** A web stream stays the object that it is, with its back-pressure; only in Bun and Deno a tap takes its place. */
export function followWebStream({ call }: Following, stream: ReadableStream<unknown>): ReadableStream<unknown> {
  call.goesOn();
  if (READS_PAST_METHODS && !stream.locked) return tapOf(stream as TapSource, watcherOf(call));
  watchStream(stream, watcherOf(call));
  return stream;
}

export function watcherOf(call: OpenCall): StreamWatcher {
  return {
    reads: () => call.reads(),
    chunk: (value) => call.chunk(value),
    end: () => call.end(),
    fail: (error) => call.fail(error),
    cancel: (reason) => call.cancel(reasonText(reason)),
  };
}

/**
 * Calls `watcher` with what is read of the stream. Whatever consumes it reads through a tap. What hands out readers hands out those
 * of the tap, since Node reads past the methods of a reader (`Readable.fromWeb`, `pipe`), but never past the stream that it belongs to.
 */
export function watchStream(stream: ReadableStream<unknown>, watcher: StreamWatcher): void {
  const own: TapSource = { getReader: stream.getReader.bind(stream) as never, cancel: stream.cancel.bind(stream) };
  let tap: ReadableStream<unknown> | undefined;
  const isLocked = (): boolean => (tap === undefined ? isNativelyLocked(stream) : tap.locked);
  for (const name of ['getReader', 'tee', 'pipeTo', 'pipeThrough', 'values', Symbol.asyncIterator] as const) {
    const method = stream[name] as AnyFunction;
    shadow(stream, name, (...args: unknown[]) => {
      // One that was locked before refuses by itself.
      if (tap === undefined && isLocked()) return Reflect.apply(method, stream, args);
      tap ??= tapOf(own, watcher);
      return Reflect.apply((tap as unknown as Record<PropertyKey, AnyFunction>)[name]!, tap, args) as unknown;
    });
  }
  shadow(stream, 'cancel', (reason?: unknown) => {
    if (tap !== undefined) return tap.cancel(reason);
    if (!isLocked()) watcher.cancel(reason);
    return own.cancel(reason);
  });
  Object.defineProperty(stream, 'locked', { get: isLocked, configurable: true });
}

function isNativelyLocked(stream: ReadableStream<unknown>): boolean {
  return Reflect.get(ReadableStream.prototype, 'locked', stream);
}

function reasonText(reason: unknown): string {
  if (reason instanceof Error) return reason.message;
  return typeof reason === 'string' ? reason : 'cancelled by its reader';
}
