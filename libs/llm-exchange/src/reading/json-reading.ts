/** Looking into JSON of which nothing is certain. */

export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function object(value: unknown): Json | undefined {
  return isObject(value) ? value : undefined;
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list. */
export function objects(value: unknown): Json[] {
  return list(value).filter(isObject);
}

export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** More tokens than this are no count, nor would the column hold them. */
const MAX_COUNT = 2 ** 31 - 1;

/** A number of tokens: 0 is 0, anything that is no count is null. */
export function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_COUNT ? value : null;
}

export function amount(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/** The sum of the counts that are known; null when none is. */
export function sum(...counts: (number | null)[]): number | null {
  const known = counts.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

/** The texts of a list joined; null when there is none. */
export function joined(texts: readonly (string | null)[]): string | null {
  const known = texts.filter((value) => value !== null);
  return known.length === 0 ? null : known.join('');
}

/** Parsed JSON, or the text where it is none. */
export function parsedOrText(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? {};
  if (value === '') return {};
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Longer ones stay the text that they are. */
const MAX_PARSED = 4 * 1024 * 1024;

/** The object or list that a text is the JSON of, if it is one. */
export function jsonIn(text: string): Json | unknown[] | undefined {
  if (text.length > MAX_PARSED || !/^\s*[[{]/.test(text)) return undefined;
  return attempt(() => JSON.parse(text) as Json | unknown[]);
}

/** Undefined where `read` throws: what is read is not to be trusted. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
