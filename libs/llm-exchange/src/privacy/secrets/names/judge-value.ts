import type { Name } from './name-before.js';
import { skipScheme } from './schemes.js';
import type { NameKind } from './secret-names.js';
import type { Extent } from './value-extent.js';
import { isCredential, isRandomKey, isSecretValue, type Place } from './value-shape.js';

/** How the value was found. */
interface ValueContext {
  readonly hasScheme: boolean;
  /** As a line of an environment file: all up to the end of the word. */
  readonly isEnv: boolean;
}

/** Whether a value is a secret, by its name, its shape and where it stands. */
export function isSecretExtent(text: string, extent: Extent, name: Name, { hasScheme, isEnv }: ValueContext): boolean {
  if (extent.end === extent.start || text.startsWith('[redacted:', extent.start)) return false;
  if (extent.form === 'bare' && !isEnv && isCode(text, extent, hasScheme)) return false;
  const value = text.slice(extent.start, extent.end);
  if (extent.form === 'block')
    return isSecretValue(value.trim().split('\n')[0]!, name.kind, 'data') || /\d/.test(value);
  const place = placeOf(text, extent, name, isEnv);
  if (hasScheme) return isBehindScheme(value, name.kind, place);
  if (name.kind === 'loose' && /(?:^|[^a-z])key$/i.test(name.text)) return isRandomKey(value);
  return isSecretValue(value, name.kind, place) && !isItsName(value, name.text);
}

/** A call, an index, or a template. */
function isCode(text: string, { end }: Extent, hasScheme: boolean): boolean {
  const next = text.charCodeAt(end);
  return next === 123 || (!hasScheme && (next === 40 || next === 91 || next === 96));
}

function isBehindScheme(value: string, kind: NameKind, place: Place): boolean {
  if (/^(?=.*[\d=])[\w.~+/=-]{8,}$/.test(value)) return true;
  if (kind === 'header' && place !== 'bare' && isCredential(value)) return true;
  return value.length >= 4 && isSecretValue(value, kind === 'loose' ? 'key' : kind, value.length > 7 ? 'data' : place);
}

/** `token: authToken`, `password = userPassword`. */
export function isItsName(value: string, name: string): boolean {
  const plain = (text: string): string => text.replaceAll(/[\W_]/g, '').toLowerCase();
  return value.length < 96 && plain(value) === plain(name);
}

function placeOf(text: string, extent: Extent, name: Name, isEnv: boolean): Place {
  if (extent.form === 'quoted' || isEnv || isData(text, name, extent)) return 'data';
  return isWholeLine(text, extent, name) ? 'line' : 'bare';
}

/** Another pair before this one, as in `host=db user=bob password=…`. */
const PAIR_BEFORE = /(?:^|\s)\w+=[^\s,;(){}<>]+ $/;

/** A flag of a command up to its value: `deploy --db-password=`. */
const FLAG = /(?:^|\s)--[\w.-]+=$/;

/** In queries, flags and connection strings all that stands beside such a name is data. */
function isData(text: string, { start }: Name, { start: begin, end }: Extent): boolean {
  const before = text.charAt(start - 1);
  if (text[begin - 1] === '=' && text[begin] !== '=') {
    if (FLAG.test(text.slice(Math.max(start - 64, 0), begin))) return true;
    if (before === ' ' && PAIR_BEFORE.test(text.slice(Math.max(start - 64, 0), start))) return true;
  }
  const after = text.charAt(end);
  if (before === '?' || (before === '&' && text[start - 2] !== '&')) return after !== '(';
  return (after === '&' && text[end + 1] !== '&') || (before === ';' && after !== ' ');
}

function isWholeLine(text: string, { end }: Extent, { start }: Name): boolean {
  const after = text.charAt(end);
  if (after !== '' && after !== '\n' && after !== '\r') return false;
  for (let at = start - 1; at >= Math.max(start - 256, 0); at -= 1) {
    const char = text[at];
    if (char === '\n') return true;
    if (char !== ' ' && char !== '-' && char !== '\t') return false;
  }
  return start <= 256;
}

/** Unquoted headers and cookies have spaces inside: all up to the end of the line, or of the text around. */
const LINE = /(?:[^"'`\r\n\\<]|\\(?![nr"'`\\])){1,4096}/y;

export function wholeHeader(text: string, extent: Extent, { kind, text: name }: Name, hasScheme: boolean): Extent {
  if (extent.form !== 'bare' || hasScheme || (kind !== 'header' && kind !== 'cookie')) return extent;
  const value = text.slice(extent.start, extent.end);
  const isLine =
    kind === 'header'
      ? /^(?:AWS4|Credential=|username=)/i.test(value)
      : /^[\w.$-]+=/.test(value) && /^[A-Z]|-|^cookie$/.test(name);
  if (!isLine) return extent;
  LINE.lastIndex = extent.start;
  return { ...extent, end: extent.start + (LINE.exec(text)?.[0].trimEnd().length ?? 0) };
}

export function withoutScheme(text: string, extent: Extent): Extent {
  const start = skipScheme(text, extent.start);
  return start > extent.start && start < extent.end ? { ...extent, start } : extent;
}
