import type { Option } from './option.js';

/** A value for which `isRight` is true, undefined where nothing is given. */
export function that<T>(isRight: (value: unknown) => boolean, problem: string): Option<T | undefined> {
  return {
    read: (given, place) => {
      if (given === undefined || isRight(given)) return given as T | undefined;
      place.fault(problem);
      return undefined;
    },
  };
}

/** The same option, which holds `fallback` where nothing is given. */
export function withDefault<T>(option: Option<T | undefined>, fallback: T): Option<T> {
  return { ...option, fallback, read: (given, place) => option.read(given, place) ?? fallback };
}

/** The same option, which has to be given. */
export function required<T>(option: Option<T | undefined>, problem = 'is missing'): Option<T> {
  return {
    ...option,
    read: (given, place) => {
      if (given === undefined) place.fault(problem);
      return option.read(given, place) as T;
    },
  };
}

export const boolean: Option<boolean | undefined> = that(
  (value) => typeof value === 'boolean',
  'must be true or false',
);

export function flag(fallback: boolean): Option<boolean> {
  return withDefault(boolean, fallback);
}

export function callback<T>(): Option<T | undefined> {
  return that((value) => typeof value === 'function', 'must be a function');
}

export function oneOf<T extends string>(...values: readonly T[]): Option<T | undefined> {
  const named = values.length > 2 ? `one of ${values.join(', ')}` : values.map((each) => `"${each}"`).join(' or ');
  return that((value) => values.includes(value as T), `must be ${named}`);
}
