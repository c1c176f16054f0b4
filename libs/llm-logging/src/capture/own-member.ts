/** Puts a function in front of a method of one object: hidden from those who list its members. `next` is the method as it was. */
export function putBefore<Name extends string>(
  target: Partial<Record<Name, unknown>>,
  name: Name,
  before: (...args: unknown[]) => void,
): void {
  const next = target[name] as (...args: unknown[]) => unknown;
  if (typeof next !== 'function') return;
  Object.defineProperty(target, name, {
    value: function (this: unknown, ...args: unknown[]) {
      before(...args);
      return Reflect.apply(next, this, args);
    },
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
