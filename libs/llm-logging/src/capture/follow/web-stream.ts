import type { OpenCall } from '../open-call.js';
import type { Following } from './follow-outcome.js';
import { shadow } from './promise.js';

type AnyFunction = (...args: never[]) => unknown;
type Reader = ReadableStreamDefaultReader<unknown>;

export function isWebStream(value: object): value is ReadableStream<unknown> {
  return typeof ReadableStream === 'function' && value instanceof ReadableStream;
}

/**
 * A web stream stays the object that it is, with its back-pressure: a reader of it is watched as it reads; what consumes it
 * whole (`tee`, `pipeTo`, `pipeThrough`, iteration) reads through a tap that holds no chunk of its own.
 */
export function followWebStream({ call }: Following, stream: ReadableStream<unknown>): ReadableStream<unknown> {
  call.begin();
  const original = {
    getReader: stream.getReader.bind(stream) as (options?: unknown) => Reader,
    cancel: stream.cancel.bind(stream),
  };
  const tapped = (): ReadableStream<unknown> => tap(original.getReader(), call);
  shadow(stream, 'getReader', (options?: unknown) => watchReader(original.getReader(options), call));
  shadow(stream, 'cancel', (reason?: unknown) => {
    const cancelled = original.cancel(reason);
    if (!stream.locked) call.cancel(reasonText(reason));
    return cancelled;
  });
  for (const name of ['tee', 'pipeTo', 'pipeThrough', 'values', Symbol.asyncIterator] as const) {
    shadow(stream, name, (...args: unknown[]) => {
      const source = tapped();
      return Reflect.apply((source as unknown as Record<PropertyKey, AnyFunction>)[name]!, source, args) as unknown;
    });
  }
  return stream;
}

function watchReader(reader: Reader, call: OpenCall): Reader {
  const read = reader.read.bind(reader) as (...args: unknown[]) => Promise<{ done: boolean; value?: unknown }>;
  const cancel = reader.cancel.bind(reader);
  shadow(reader, 'read', async (...args: unknown[]) => {
    try {
      const result = await read(...args);
      if (result.done) call.end();
      else call.chunk(result.value);
      return result;
    } catch (error) {
      call.fail(error);
      throw error;
    }
  });
  shadow(reader, 'cancel', (reason?: unknown) => {
    call.cancel(reasonText(reason));
    return cancel(reason);
  });
  return reader;
}

/** A stream of the same chunks, pulled from the reader as it is pulled itself. */
function tap(source: Reader, call: OpenCall): ReadableStream<unknown> {
  const reader = watchReader(source, call);
  return new ReadableStream<unknown>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function reasonText(reason: unknown): string {
  if (reason instanceof Error) return reason.message;
  return typeof reason === 'string' ? reason : 'cancelled by its reader';
}
