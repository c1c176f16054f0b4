import { followAsyncIterable, isAsyncIterable } from './async-iterable.js';
import type { Following } from './following.js';
import { dataMember, isTransparent } from './untouched.js';

/** The members in which results of the AWS SDK's commands have their stream of events. */
const MEMBERS = ['stream', 'body'] as const;

/** The stream that is a member of a result: the events of `ConverseStreamCommand` and `InvokeModelWithResponseStreamCommand`. */
export function memberStream(result: object): AsyncIterable<unknown> | undefined {
  if (!Object.hasOwn(result, '$metadata')) return undefined;
  const members = MEMBERS.map((name) => dataMember(result, name));
  return members.find(
    (stream): stream is AsyncIterable<unknown> =>
      typeof stream === 'object' && stream !== null && isTransparent(stream) && isAsyncIterable(stream),
  );
}

/** The result stays what it is; its stream is followed, and ends the call. */
export function followMemberStream(following: Following, result: object, stream: AsyncIterable<unknown>): object {
  followAsyncIterable(following, stream);
  return result;
}
