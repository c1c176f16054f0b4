import { markOf, type Tally } from './redaction-rule.js';

export interface Replacing {
  readonly name: string;
  /** Global. */
  readonly pattern: RegExp;
  /** Default: the rule's mark. */
  readonly replacement?: string | undefined;
  /** Characters that the pattern sees at once; matches of half as many are found wherever they stand. Default: all. */
  readonly window?: number | undefined;
  /** Whether a match is what is looked for. */
  readonly accepts?: ((match: string) => boolean) | undefined;
}

/** Replaces and counts what a pattern matches. Windows overlap by half, so that what lies on an edge is seen whole. */
export function replaceMatches(text: string, replacing: Replacing, tally: Tally): string {
  const { window = Infinity } = replacing;
  if (text.length <= window) return replaceUpTo(text, text.length, replacing, tally)?.text ?? text;
  const step = window / 2;
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const seen = text.slice(at, at + window);
    const limit = at + window >= text.length ? seen.length : step;
    const done = replaceUpTo(seen, limit, replacing, tally) ?? { text: seen.slice(0, limit), read: limit };
    parts.push(done.text);
    at += done.read;
  }
  return parts.join('');
}

/** Replaces the matches that begin before `limit`. @returns what was read with them replaced; undefined without a match. */
function replaceUpTo(
  text: string,
  limit: number,
  { name, pattern, replacement = markOf(name), accepts }: Replacing,
  tally: Tally,
): { text: string; read: number } | undefined {
  let replaced = '';
  let read = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index >= limit) break;
    if (match[0] === '' || accepts?.(match[0]) === false) continue;
    replaced += text.slice(read, match.index) + expand(replacement, match);
    read = match.index + match[0].length;
    tally.add(name);
  }
  if (read === 0) return undefined;
  const end = Math.max(read, limit);
  return { text: replaced + text.slice(read, end), read: end };
}

/** As `String.replace` would. */
function expand(replacement: string, match: RegExpExecArray): string {
  if (!replacement.includes('$')) return replacement;
  return replacement.replace(/\$(?:([1-9])|(&)|<(\w+)>)/g, (_, index?: string, whole?: string, group?: string) => {
    if (whole !== undefined) return match[0];
    return (index === undefined ? match.groups?.[group!] : match[Number(index)]) ?? '';
  });
}
