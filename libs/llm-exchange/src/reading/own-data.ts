import { isArrayBuffer, isDate, isPromise, isProxy } from '../platform/own-kinds.js';

/**
 * What an object that is the application's holds itself, as a view that readers may ask anything: own data properties, and those
 * of the objects and lists in them. Getters are not called, promises and proxies are not touched; all three read as undefined.
 * Nothing is copied: only what is asked for is looked at.
 */
export function ownData(value: unknown): unknown {
  if (typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (isProxy(value) || isPromise(value)) return undefined;
  if (ArrayBuffer.isView(value) || isArrayBuffer(value) || isDate(value)) return value;
  // Proxies must not contradict their target, so it is an empty one.
  return Array.isArray(value) ? new Proxy([], new OwnItems(value)) : new Proxy({}, new OwnMembers(value));
}

class OwnMembers implements ProxyHandler<object> {
  constructor(protected readonly source: object) {}

  get(_target: object, key: PropertyKey): unknown {
    return ownData(Reflect.getOwnPropertyDescriptor(this.source, key)?.value);
  }

  has(_target: object, key: PropertyKey): boolean {
    return Object.hasOwn(this.source, key);
  }

  ownKeys(_target: object): string[] {
    return Object.keys(this.source);
  }

  getOwnPropertyDescriptor(_target: object, key: PropertyKey): PropertyDescriptor | undefined {
    const own = Reflect.getOwnPropertyDescriptor(this.source, key);
    return (
      own && { value: ownData(own.value), enumerable: own.enumerable ?? false, configurable: true, writable: true }
    );
  }

  set(): boolean {
    return false;
  }

  defineProperty(): boolean {
    return false;
  }
}

/** A list also has the methods of lists. */
class OwnItems extends OwnMembers {
  override get(target: object, key: PropertyKey): unknown {
    return Object.hasOwn(this.source, key) ? super.get(target, key) : Reflect.get(Array.prototype, key);
  }

  override ownKeys(): string[] {
    return [...Object.keys(this.source), 'length'];
  }

  override getOwnPropertyDescriptor(target: object, key: PropertyKey): PropertyDescriptor | undefined {
    if (key !== 'length') return super.getOwnPropertyDescriptor(target, key);
    return { value: (this.source as unknown[]).length, enumerable: false, configurable: false, writable: true };
  }
}
