import { types } from 'node:util';

type AnyFunction = (...args: unknown[]) => unknown;

/** Whether an object can be asked what it is without running anything of it: neither it nor what it inherits from is a proxy. */
export function isTransparent(value: object): boolean {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null)
    if (types.isProxy(at)) return false;
  return true;
}

/** A data property of a transparent object, own or inherited. Undefined for a getter, which is not called. */
export function dataMember(value: object, key: PropertyKey): unknown {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const own = Reflect.getOwnPropertyDescriptor(at, key);
    if (own !== undefined) return own.value as unknown;
  }
  return undefined;
}

export function methodOf(value: object, key: PropertyKey): AnyFunction | undefined {
  const member = dataMember(value, key);
  return typeof member === 'function' ? (member as AnyFunction) : undefined;
}
