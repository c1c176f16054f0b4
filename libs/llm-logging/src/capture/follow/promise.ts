import { AsyncLocalStorage } from 'node:async_hooks';
import type { Following } from './following.js';
import { dataMember, isTransparent, methodOf } from './untouched.js';

type FollowResult = (following: Following, result: unknown) => unknown;
type Handler = ((value: unknown) => unknown) | null | undefined;
type AnyFunction = (...args: unknown[]) => unknown;

export interface Thenable {
  then(onFulfilled?: Handler, onRejected?: Handler): unknown;
}

export function isThenable(value: object): value is Thenable {
  return methodOf(value, 'then') !== undefined;
}

/** A native promise: the caller gets one derived from it, with whatever properties were put on it. */
export function followPromise(
  following: Following,
  promise: Promise<unknown>,
  followResult: FollowResult,
): Promise<unknown> {
  const { call } = following;
  call.begin();
  const derived = promise.then(
    (value) => followResult(following, value),
    (error: unknown) => {
      call.fail(error);
      throw error;
    },
  );
  const own = Object.getOwnPropertyDescriptors(promise);
  return Reflect.ownKeys(own).length === 0 ? derived : Object.defineProperties(derived, own);
}

/**
 * An SDK's own promise or a lazy query: it stays the object that it is. Its `then` is watched, and of promise subclasses every
 * other method that gives a promise (`withResponse`, `asResponse`). Nothing is run that the caller does not run.
 */
export function followThenable(following: Following, thenable: Thenable, followResult: FollowResult): Thenable {
  const { call, contexts } = following;
  const original = thenable.then;
  let followed: { from: unknown; value: unknown } | undefined;
  // Methods may give something else of the same answer, such as the HTTP response: who asks for that gets that.
  const fulfilled = (value: unknown): unknown => {
    followed ??= { from: value, value: followResult(following, value) };
    return value === followed.from ? followed.value : value;
  };
  shadow(thenable, 'then', function (this: unknown, onFulfilled?: unknown, onRejected?: unknown) {
    call.begin();
    const outside = AsyncLocalStorage.snapshot();
    const whenFulfilled = (value: unknown): unknown => {
      const result = fulfilled(value);
      return typeof onFulfilled === 'function' ? outside(onFulfilled as AnyFunction, result) : result;
    };
    const whenRejected = (error: unknown): unknown => {
      call.fail(error);
      if (typeof onRejected === 'function') return outside(onRejected as AnyFunction, error);
      throw error;
    };
    return call.run(contexts, () => Reflect.apply(original, this, [whenFulfilled, whenRejected]) as unknown);
  });
  if (thenable instanceof Promise) {
    call.begin();
    watchMethods(following, thenable, fulfilled);
  }
  return thenable;
}

/** `catch` and `finally` of a promise go through its `then`, which is watched. */
const THROUGH_THEN: ReadonlySet<PropertyKey> = new Set(['constructor', 'then', 'catch', 'finally']);

function watchMethods({ call }: Following, promise: Promise<unknown>, fulfilled: (value: unknown) => unknown): void {
  for (const [name, method] of prototypeMethods(promise)) {
    shadow(promise, name, function (this: unknown, ...args) {
      const result = Reflect.apply(method, this, args);
      if (!(result instanceof Promise) || result === promise || result.constructor !== Promise) return result;
      return result.then(
        (value: unknown) => {
          fulfilled(answerIn(value));
          return value;
        },
        (error: unknown) => {
          call.fail(error);
          throw error;
        },
      );
    });
  }
}

/** SDKs give `{ data, response }` where the HTTP response is asked for too. An answer of its own may also have `data`, as embeddings do. */
function answerIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !isTransparent(value)) return value;
  return Object.hasOwn(value, 'data') && Object.hasOwn(value, 'response') ? dataMember(value, 'data') : value;
}

/** The methods between an object and `Promise.prototype`. */
function prototypeMethods(promise: object): Map<PropertyKey, AnyFunction> {
  const methods = new Map<PropertyKey, AnyFunction>();
  let prototype = Object.getPrototypeOf(promise) as object | null;
  while (prototype !== null && prototype !== Promise.prototype && prototype !== Object.prototype) {
    for (const key of Reflect.ownKeys(prototype)) {
      const value: unknown = Object.getOwnPropertyDescriptor(prototype, key)?.value;
      if (typeof value === 'function' && !THROUGH_THEN.has(key) && !methods.has(key))
        methods.set(key, value as AnyFunction);
    }
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return methods;
}

/** An own method in front of an inherited one, that enumerating the object does not show. */
export function shadow(target: object, key: PropertyKey, value: AnyFunction): void {
  Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable: false });
}
