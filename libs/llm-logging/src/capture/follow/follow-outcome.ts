import { Readable } from 'node:stream';
import { types } from 'node:util';
import { Observable } from 'rxjs';
import { followAiSdkStreams, isAiSdkStream } from './ai-sdk-stream.js';
import { followAsyncIterable, isAsyncIterable } from './async-iterable.js';
import { followEventHelper, isEventHelper } from './event-helper.js';
import type { Following } from './following.js';
import { followMemberStream, memberStream } from './member-stream.js';
import { followNodeStream } from './node-stream.js';
import { followObservable } from './observable.js';
import { followPromise, followThenable, isThenable } from './promise.js';
import { isTransparent, methodOf } from './untouched.js';
import { followWebStream, isWebStream } from './web-stream.js';

/**
 * Runs `work` inside the call's context and returns what it returned: the same object with the same methods, or, of a plain
 * native promise, one derived from it. The call ends when the result does, which may be long after.
 *
 * @throws what `work` throws.
 */
export function followOutcome<T>(following: Following, work: () => T): T {
  const { call, contexts } = following;
  let result: T;
  try {
    result = call.run(contexts, work);
  } catch (error) {
    call.fail(error);
    throw error;
  }
  return followResult(following, result) as T;
}

/** Ends the call when `result` ends. Never throws. */
function followResult(following: Following, result: unknown): unknown {
  try {
    return followByKind(following, result);
  } catch {
    // An object that cannot be watched, a frozen stream for one: it goes to the caller untouched.
    following.call.succeed(undefined);
    return result;
  }
}

/** What the result is shows in its data properties and prototypes alone: no getter of it is called, a proxy is not touched. */
function followByKind(following: Following, result: unknown): unknown {
  const { call } = following;
  if (typeof result !== 'object' || result === null || !isTransparent(result)) {
    call.succeed(result);
    return result;
  }
  if (types.isPromise(result) && isPlainPromise(result)) return followPromise(following, result, followResult);
  if (isThenable(result)) return followThenable(following, result, followResult);
  if (isObservable(result)) return followObservable(following, result);
  if (isWebStream(result)) return followWebStream(following, result);
  if (result instanceof Readable) return followNodeStream(following, result);
  if (isEventHelper(result)) return followEventHelper(following, result);
  if (isAsyncIterable(result)) return followAsyncIterable(following, result);
  if (isAiSdkStream(result)) return followAiSdkStreams(following, result);
  const stream = memberStream(result);
  if (stream !== undefined) return followMemberStream(following, result, stream);
  call.succeed(result);
  return result;
}

/** A promise of the language itself, of this realm or another. */
function isPlainPromise(promise: Promise<unknown>): boolean {
  const prototype: unknown = Object.getPrototypeOf(promise);
  return (
    prototype === Promise.prototype ||
    (!types.isPromise(prototype) && (prototype as { constructor?: { name?: string } })?.constructor?.name === 'Promise')
  );
}

/** Also of another copy of RxJS. */
function isObservable(value: object): value is Observable<unknown> {
  return (
    value instanceof Observable || (methodOf(value, 'lift') !== undefined && methodOf(value, 'subscribe') !== undefined)
  );
}
