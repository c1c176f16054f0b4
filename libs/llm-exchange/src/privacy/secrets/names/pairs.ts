import { NAMED_SECRET, type Finding } from '../finding.js';
import { isItsName } from './judge-value.js';
import { endOfName, nameBefore } from './name-before.js';
import { skipScheme, skipSpace } from './schemes.js';
import { mayEndName, type NameKind } from './secret-names.js';
import { quotedAt, wholeEnd } from './value-extent.js';
import { isSecretValue } from './value-shape.js';

/** `["x-api-key", "…"]`, `setHeader('Authorization', '…')`. */
export function findInPairs(text: string, found: Finding[]): void {
  for (const join of ['",', "',"])
    for (let at = text.indexOf(join); at >= 0; at = text.indexOf(join, at + 2)) findBehindComma(text, at + 1, found);
}

function findBehindComma(text: string, comma: number, found: Finding[]): void {
  if (text.charCodeAt(comma - 2) !== 92 && !mayEndName(text, comma - 1)) return;
  const end = endOfName(text, comma);
  const name = mayEndName(text, end) ? nameBefore(text, end) : undefined;
  if (name === undefined || !/["']/.test(text.charAt(name.start - 1))) return;
  const begin = skipSpace(text, comma + 1);
  const extent = quotedAt(text, begin);
  if (extent === undefined) return;
  const start = skipScheme(text, extent.start);
  const value = text.slice(start, extent.end);
  if (!isPairedSecret(name.text, name.kind, value, start > extent.start)) return;
  found.push({ start, end: wholeEnd(text, begin, true, extent.end), rule: NAMED_SECRET });
}

/** Neighbours in a list are often just names, so only random values count, and those of headers. */
export function isPairedSecret(name: string, kind: NameKind, value: string, hasScheme: boolean): boolean {
  if (/^(?:\[redacted:|[$<{%])/.test(value)) return false;
  if (kind === 'header' || kind === 'cookie')
    return hasScheme || (/\d|=/.test(value) && isSecretValue(value, kind, 'data'));
  if (value.length < 6 || !/\d/.test(value) || !isSecretValue(value, kind, 'data')) return false;
  return (value.length > 8 || !/^[a-z]+_?\d$/i.test(value)) && !isItsName(value, name);
}
