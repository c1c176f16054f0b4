import type { Readable } from 'node:stream';
import type { Following } from './following.js';
import { shadow } from './promise.js';

/**
 * A Node stream is watched through the events that it emits anyway: no listener is added, so that nothing starts to flow and no
 * error counts as handled that the caller does not handle.
 */
export function followNodeStream({ call }: Following, stream: Readable): Readable {
  call.goesOn();
  const emit = stream.emit.bind(stream);
  shadow(stream, 'emit', (event: unknown, ...args: unknown[]) => {
    if (event === 'data') call.chunk(args[0]);
    else if (event === 'end') call.end();
    else if (event === 'error') call.fail(args[0]);
    else if (event === 'close') call.cancel('closed before its end');
    return emit(event as string, ...args);
  });
  return stream;
}
