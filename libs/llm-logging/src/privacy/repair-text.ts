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
