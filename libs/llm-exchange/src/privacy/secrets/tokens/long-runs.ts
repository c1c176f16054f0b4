/** No token has a shorter run of letters, digits, `_` and `-`. */
const LEAST = 16;
/** Characters before a run that may belong to its token, as `dp.pt.name.` does. */
const MAX_BEFORE = 80;

const RUN = 1;
const AROUND = 2;
/** Of each ASCII character: whether it is part of a run, or may join runs to one token. */
const KINDS = new Uint8Array(128);
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-') KINDS[char.charCodeAt(0)] = RUN;
for (const char of '.~+/=:|%@') KINDS[char.charCodeAt(0)] = AROUND;

/** A long run, with what may join other runs to it before. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * The first long run of characters that tokens are made of, at or behind `from`; ordinary prose has none. As Horspool's search does,
 * it looks back from where a run would end and leaps over what cannot be in one, so that most characters are never read.
 */
export function longRunFrom(text: string, from: number): Run | undefined {
  for (let at = from + LEAST - 1; at < text.length;) {
    const least = at - LEAST;
    let gap = at;
    while (gap > least && kindAt(text, gap) === RUN) gap -= 1;
    if (gap === least) return { start: startOf(text, gap + 1, from), end: endOf(text, at + 1) };
    at = gap + LEAST;
  }
  return undefined;
}

function startOf(text: string, at: number, from: number): number {
  let start = at;
  const least = Math.max(from, at - MAX_BEFORE);
  while (start > least && kindAt(text, start - 1) !== 0) start -= 1;
  return start;
}

function endOf(text: string, at: number): number {
  let end = at;
  while (kindAt(text, end) === RUN) end += 1;
  return end;
}

/** Where the token ends that a run may be the first part of. */
export function endOfJoined(text: string, end: number, most: number): number {
  let at = end;
  while (at < end + most && kindAt(text, at) !== 0) at += 1;
  return at;
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? KINDS[code]! : 0;
}
