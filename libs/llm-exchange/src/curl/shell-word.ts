import type { WordPart } from '../apis/again.js';

const PLAIN = /^[\w./:=@%+,-]+$/;
/** Means in double quotes what it means without. */
const QUIET = /^[\w./:=@%+, ?&-]*$/;

/** One argument for a POSIX shell. */
export function shellWord(parts: readonly WordPart[]): string {
  const texts = parts.filter((part) => typeof part === 'string');
  if (texts.length === parts.length) return quoted(texts.join(''));
  if (texts.every((text) => QUIET.test(text))) return `"${parts.map(expanded).join('')}"`;
  return parts.map((part) => (typeof part === 'string' ? quoted(part) : `"\${${part.variable}}"`)).join('');
}

/** A text as one argument, whatever is in it: between single quotes nothing is special but a single quote. */
export function quoted(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function expanded(part: WordPart, index: number, parts: readonly WordPart[]): string {
  if (typeof part === 'string') return part;
  const next = parts[index + 1];
  const isPartOfName = typeof next === 'string' && /^\w/.test(next);
  return isPartOfName ? `\${${part.variable}}` : `$${part.variable}`;
}
