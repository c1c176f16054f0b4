import { followAsyncIterable, isAsyncIterable } from './async-iterable.js';
import type { Following } from './following.js';
import { dataMember, isTransparent } from './untouched.js';

/** Where results of commands of the AWS SDK hold the events that are to come. */
const HOLDERS = ['stream', 'body'] as const;

/** The events of `ConverseStreamCommand` or `InvokeModelWithResponseStreamCommand`, in what the SDK's `send` gives. */
export function heldStream(result: object): AsyncIterable<unknown> | undefined {
  if (!Object.hasOwn(result, '$metadata')) return undefined;
  const held = HOLDERS.map((name) => dataMember(result, name));
  return held.find(
    (stream): stream is AsyncIterable<unknown> =>
      typeof stream === 'object' && stream !== null && isTransparent(stream) && isAsyncIterable(stream),
  );
}

/** The result stays what it is; its stream is followed, and ends the call. */
export function followHeldStream(following: Following, result: object, stream: AsyncIterable<unknown>): object {
  followAsyncIterable(following, stream);
  return result;
}
