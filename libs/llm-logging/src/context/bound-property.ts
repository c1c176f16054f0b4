import { Inject, Optional, type InjectionToken } from '@nestjs/common';

/**
 * Has Nest hand the provider `token` to each instance of a class, in a property named by `key`: singletons, request-scoped
 * and transient providers and controllers get that of their own application. Once a class, whatever number of
 * methods asks for it.
 */
export function bindProperty(prototype: object, key: symbol, token: InjectionToken): void {
  if (key in prototype) return;
  Object.defineProperty(prototype, key, { value: undefined, writable: true, configurable: true, enumerable: false });
  Inject(token)(prototype, key);
  Optional()(prototype, key);
}

/** What {@link bindProperty} brought; undefined where no application made the instance. */
export function boundProperty<T>(instance: object | undefined, key: symbol): T | undefined {
  return (instance as Record<symbol, T | undefined> | undefined | null)?.[key];
}

/**
 * Hands `value` to an instance that Nest did not make itself (`useFactory`, `useValue`).
 * @returns false where the instance takes no property.
 */
export function bindInstance(instance: object, key: symbol, value: unknown): boolean {
  if (!(key in instance) || boundProperty(instance, key) !== undefined) return true;
  return Reflect.defineProperty(instance, key, { value, writable: true, configurable: true, enumerable: false });
}
