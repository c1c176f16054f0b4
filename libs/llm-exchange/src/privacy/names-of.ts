import { isProxy } from '../platform/own-kinds.js';

/** The names of an object's own members. A proxy is asked once, not once more for each of its members. */
export function namesOf(value: object): string[] {
  if (!isProxy(value)) return Object.keys(value);
  return Reflect.ownKeys(value).filter((name): name is string => typeof name === 'string');
}
