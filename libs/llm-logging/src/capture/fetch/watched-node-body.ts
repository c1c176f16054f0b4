import { Readable } from 'node:stream';
import type { StreamWatcher } from '../follow/tap.js';
import { putBefore } from '../own-member.js';

/** The body of a response of node-fetch, which is a Node stream. */
export function nodeBodyOf(response: unknown): Readable | undefined {
  const { body } = (response ?? {}) as { body?: unknown };
  return body instanceof Readable ? body : undefined;
}

/** Reports what is read of a body, through the events that it emits anyway. */
export function watchNodeBody(body: Readable, watcher: StreamWatcher): void {
  putBefore(body, 'emit', (event, value) => {
    if (event === 'data') watcher.chunk(typeof value === 'string' ? Buffer.from(value) : value);
    else if (event === 'end') watcher.end();
    else if (event === 'error') watcher.fail(value);
    else if (event === 'close') watcher.cancel(undefined);
  });
}
