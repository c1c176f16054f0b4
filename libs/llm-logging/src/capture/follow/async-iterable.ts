import type { Following } from './following.js';
import { isThenable, shadow } from './promise.js';
import { methodOf } from './untouched.js';

type AnyFunction = (...args: unknown[]) => unknown;
type Watchable = AsyncIterator<unknown> & { tee?: unknown };

export function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return methodOf(value, Symbol.asyncIterator) !== undefined;
}

/**
 * An async generator, or an SDK's stream: the object stays, its iterators are watched. The call ends with the iteration; leaving
 * early is a cancellation. Each step runs inside the call's context, so that calls made in a generator's body are its children.
 */
export function followAsyncIterable(following: Following, iterable: AsyncIterable<unknown>): AsyncIterable<unknown> {
  if (methodOf(iterable, 'next') !== undefined) {
    watchIterator(following, iterable as unknown as Watchable);
    return iterable;
  }
  following.call.goesOn();
  const original = iterable[Symbol.asyncIterator] as AnyFunction;
  shadow(iterable, Symbol.asyncIterator, function (this: unknown) {
    return watchIterator(following, Reflect.apply(original, this, []) as Watchable);
  });
  watchTee(following, iterable as { tee?: unknown });
  return iterable;
}

/** `tee()` of SDK streams gives two that share one source: each is followed, and the first to end gives the outcome. */
function watchTee(following: Following, stream: { tee?: unknown }): void {
  const original = methodOf(stream, 'tee');
  if (original === undefined) return;
  shadow(stream, 'tee', function (this: unknown, ...args) {
    const [first, second] = Reflect.apply(original, this, args) as [AsyncIterable<unknown>, AsyncIterable<unknown>];
    followAsyncIterable(following, first);
    return [first, second];
  });
}

function watchIterator({ call, contexts }: Following, iterator: Watchable): Watchable {
  const inside = <T>(step: () => T): T => call.run(contexts, step);
  const onStep = (result: unknown): void => {
    const { done, value } = (result ?? {}) as IteratorResult<unknown, unknown>;
    if (done === true) call.end();
    else call.chunk(value);
  };
  const watch = (name: 'next' | 'throw', original: AnyFunction): void =>
    shadow(iterator, name, function (this: unknown, ...args) {
      call.begin();
      call.reads();
      return observed(
        inside(() => Reflect.apply(original, this, args)),
        onStep,
        (error) => call.fail(error),
      );
    });
  watch('next', iterator.next as AnyFunction);
  if (typeof iterator.throw === 'function') watch('throw', iterator.throw as AnyFunction);
  const leave = iterator.return as AnyFunction | undefined;
  shadow(iterator, 'return', function (this: unknown, ...args) {
    call.cancel('left before the end');
    if (leave !== undefined) return inside(() => Reflect.apply(leave, this, args));
    return Promise.resolve({ done: true, value: args[0] });
  });
  return iterator;
}

/** Sees what a step gives without changing it. */
function observed(step: unknown, onStep: (result: unknown) => void, fail: (error: unknown) => void): unknown {
  if (typeof step !== 'object' || step === null || !isThenable(step)) {
    onStep(step);
    return step;
  }
  return step.then(
    (result) => {
      onStep(result);
      return result;
    },
    (error) => {
      fail(error);
      throw error;
    },
  );
}
