import { MAX_NAME, nameKind, type NameKind } from './secret-names.js';

/** The name of a value, and where it stands. */
export interface Name {
  readonly text: string;
  readonly start: number;
  readonly kind: NameKind;
}

/** Of each ASCII character: whether it may stand in a name, or between a name and its sign. */
const NAME = 1;
const BETWEEN = 2;
const KINDS = new Uint8Array(128);
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.$')
  KINDS[char.charCodeAt(0)] = NAME;
for (const char of ' \t"\'\\]`?!:=>') KINDS[char.charCodeAt(0)] = BETWEEN;

/** Quotes, brackets and spaces between a name and its sign. */
const MAX_BETWEEN = 24;

/** Back over what stands between a name and its sign. */
export function endOfName(text: string, sign: number): number {
  let end = sign;
  const least = Math.max(sign - MAX_BETWEEN, 0);
  while (end > least && kindAt(text, end - 1) === BETWEEN) end -= 1;
  return end;
}

export function startOfName(text: string, end: number): number {
  let start = end;
  const least = Math.max(end - MAX_NAME, 0);
  while (start > least && kindAt(text, start - 1) === NAME) start -= 1;
  // The letter of an escape, as in `\npassword`, is no part of the name.
  if (start > 0 && start < end && text.charCodeAt(start - 1) === 92 && 'nrt'.includes(text.charAt(start))) start += 1;
  return start;
}

/** The name that ends right before `end`, if it is that of a secret. */
export function nameBefore(text: string, end: number): Name | undefined {
  const start = startOfName(text, end);
  const name = text.slice(start, end);
  const kind = nameKind(name);
  return kind === undefined ? undefined : { text: name, start, kind };
}

/** The end of a name that begins at `from`. */
export function endOfNameFrom(text: string, from: number): number {
  let end = from;
  while (end < from + MAX_NAME && kindAt(text, end) === NAME) end += 1;
  return end;
}

export function isBetween(text: string, at: number): boolean {
  return kindAt(text, at) === BETWEEN;
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? KINDS[code]! : 0;
}
