import { AsyncLocalStorage } from 'node:async_hooks';
import { Observable, Subject, takeUntil, tap, type Subscription } from 'rxjs';
import type { OpenCall } from '../../recording/open-call.js';
import type { Following } from './following.js';
import { shadow } from './promise.js';

/** The `subscribe` that stands in front of an observable's own, with the call that its next subscription is. */
type WatchedSubscribe = Observable<unknown>['subscribe'] & { [NEXT_CALL]?: (following: Following) => void };
const NEXT_CALL = Symbol('llm-logging.nextCall');

/**
 * Each subscription is a call: the first the method's, each further one a call of its own. It ends with the subscription:
 * completed, failed, or unsubscribed, which is a cancellation unless the subscriber had what it wanted (`firstValueFrom`).
 */
export function followObservable(following: Following, source: Observable<unknown>): Observable<unknown> {
  const original = source.subscribe as WatchedSubscribe;
  const watching = Object.hasOwn(source, 'subscribe') ? original[NEXT_CALL] : undefined;
  if (watching !== undefined) {
    // The method gave out the same observable before.
    watching(following);
    return source;
  }
  let next: Following | undefined = following;
  let last = following;
  const subscribe = function (this: unknown, ...args: unknown[]): unknown {
    const call = next === undefined ? last.again() : next.call;
    next = undefined;
    return Reflect.apply(Observable.prototype.subscribe, watched(source, original, call, last), args);
  } as unknown as WatchedSubscribe;
  subscribe[NEXT_CALL] = (again) => {
    next = again;
    last = again;
  };
  shadow(source, 'subscribe', subscribe as never);
  return source;
}

function watched(
  source: Observable<unknown>,
  subscribe: Observable<unknown>['subscribe'],
  call: OpenCall,
  { contexts }: Following,
): Observable<unknown> {
  return new Observable((subscriber) => {
    call.begin();
    const outside = AsyncLocalStorage.snapshot();
    const stop = new Subject<void>();
    subscriber.add(() => stop.next());
    let count = 0;
    let only: unknown;
    let delivering = false;
    new Observable((inner) => call.run(contexts, () => Reflect.apply(subscribe, source, [inner]) as Subscription))
      .pipe(
        tap({
          next: (value) => {
            count += 1;
            only = value;
            call.chunk(value);
          },
          error: (error: unknown) => call.fail(error),
          complete: () => (count === 1 ? call.succeed(only) : call.end()),
          unsubscribe: () => (delivering && count === 1 ? call.succeed(only) : call.cancel('unsubscribed')),
        }),
        takeUntil(stop),
      )
      .subscribe({
        next: (value) => {
          delivering = true;
          outside(() => subscriber.next(value));
          delivering = false;
        },
        error: (error: unknown) => outside(() => subscriber.error(error)),
        complete: () => outside(() => subscriber.complete()),
      });
  });
}
