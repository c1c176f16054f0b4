/** Puts a function around a method of one object: hidden from those who list its members. `run` calls the method as it was. */
export function putAround<Name extends string>(
  target: Partial<Record<Name, unknown>>,
  name: Name,
  around: (run: () => unknown, args: unknown[]) => unknown,
): void {
  const next = target[name] as (...args: unknown[]) => unknown;
  if (typeof next !== 'function') return;
  Object.defineProperty(target, name, {
    value: function (this: unknown, ...args: unknown[]) {
      return around(() => Reflect.apply(next, this, args), args);
    },
    writable: true,
    configurable: true,
    enumerable: false,
  });
}

/** The same for a function that only sees what the method is called with. */
export function putBefore<Name extends string>(
  target: Partial<Record<Name, unknown>>,
  name: Name,
  before: (...args: unknown[]) => void,
): void {
  putAround(target, name, (run, args) => {
    before(...args);
    return run();
  });
}
