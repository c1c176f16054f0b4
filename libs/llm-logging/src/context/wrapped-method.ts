/** Any method of a class. */
type Method = (...args: never[]) => unknown;

type Around = (original: Method, self: object | undefined, args: unknown[]) => unknown;

/** Class and method: `ChatService.reply`. */
export function methodName(target: object, key: string | symbol): string {
  // Of a static method the class itself is decorated.
  const owner = typeof target === 'function' ? target : target.constructor;
  return `${owner.name}.${String(key)}`;
}

/**
 * Puts `around` around a method while its class is defined, so that decorators above and below, routes and request-scoped
 * providers all see it. The stand-in has the method's name, length, properties and metadata.
 *
 * @throws TypeError when it is put on something else than a method.
 */
export function wrapMethod(
  decorator: string,
  descriptor: PropertyDescriptor | undefined,
  around: Around,
): PropertyDescriptor {
  const original = descriptor?.value as Method | undefined;
  if (typeof original !== 'function') throw new TypeError(`@${decorator}() belongs on a method.`);
  const wrapped = new Proxy(original, {
    apply: (target, self: object | undefined, args) => around(target, self, args),
  });
  for (const key of Reflect.getOwnMetadataKeys(original) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, original), wrapped);
  }
  return { ...descriptor, value: wrapped };
}
