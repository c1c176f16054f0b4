const BROKEN = /\\u0000|\\ud[89a-f]/;
const ESCAPE = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g;

/** What stands where a text had a character that PostgreSQL cannot store: U+FFFD, the replacement character. */
const REPLACEMENT = '\\ufffd';

/**
 * Replaces NULs and lone surrogates, which PostgreSQL refuses, in a text that `JSON.stringify` wrote: it writes both, and
 * no other character of these, as escapes.
 */
export function repairJson(json: string): string {
  if (!json.includes('\\u') || !BROKEN.test(json)) return json;
  return json.replace(ESCAPE, (escape) => (escape.length > 2 ? REPLACEMENT : escape));
}

const NUL_OR_LONE_SURROGATE = /\0|\p{Surrogate}/gu;

/** As {@link repairJson}, for a plain text; `found` gets the number of characters that were replaced. */
export function repairText(text: string, found: (count: number) => void): string {
  if (text.isWellFormed() && !text.includes('\0')) return text;
  let count = 0;
  const repaired = text.replace(NUL_OR_LONE_SURROGATE, () => {
    count += 1;
    return '\ufffd';
  });
  found(count);
  return repaired;
}

/** Where to cut a text so that no character of two units is halved: there, or one before. */
export function wholeCharacters(text: string, end: number): number {
  return isPair(text, end) ? end - 1 : end;
}

function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}
