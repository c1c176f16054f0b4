import { types } from 'node:util';

/** A member that a selector could not give, and why. */
export interface Rejected {
  readonly member: string;
  readonly problem: string;
}

type Reject = (member: string, problem: string) => void;

const PROMISE = 'its selector returned a promise; selectors answer at once';

/**
 * What a selector gives; undefined, with a word to `reject`, where it throws or gives a promise. Of an object, members that are
 * promises are left out. Promises that a selector made for the log are nobody else's: their failure is handled.
 */
export function selected<T>(member: string, select: () => T, reject: Reject): T | undefined {
  let value: T;
  try {
    value = select();
  } catch (error) {
    reject(member, `its selector failed: ${error instanceof Error ? error.message : 'it threw'}`);
    return undefined;
  }
  if (!isDeferred(value)) return withoutPromises(member, value, reject);
  reject(member, PROMISE);
  return undefined;
}

/** Whether a value is a promise or a lazy query. Handles the failure of a promise; runs no query. */
function isDeferred(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  if (types.isPromise(value)) {
    void Promise.prototype.then.call(value, undefined, () => undefined);
    return true;
  }
  try {
    return typeof (value as { then?: unknown }).then === 'function';
  } catch {
    return false;
  }
}

/** The first members of an object are looked at: more than these no one writes down. */
const MAX_MEMBERS = 100;

function withoutPromises<T>(member: string, value: T, reject: Reject): T {
  if (typeof value !== 'object' || value === null || types.isProxy(value) || Array.isArray(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const own = Object.keys(value).slice(0, MAX_MEMBERS);
  const promises = own.filter((name) => types.isPromise(Reflect.getOwnPropertyDescriptor(value, name)?.value));
  if (promises.length === 0) return value;
  const copy = { ...value } as Record<string, unknown>;
  for (const name of promises) {
    isDeferred(copy[name]);
    delete copy[name];
    reject(`${member}.${name}`, PROMISE);
  }
  return copy as T;
}
