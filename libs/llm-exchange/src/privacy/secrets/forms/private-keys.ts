import type { Finding } from '../finding.js';

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
const HEADER = /(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): ?[^\n\\]{0,200}/y;
/** Least length of a line that is looked at as part of a key. */
const LEAST_LINE = 16;

/** PEM blocks of any length, and what a cut has left of one. */
export function findPrivateKeys(text: string, found: Finding[]): void {
  let read = 0;
  for (let at = text.indexOf('-----'); at >= 0; at = text.indexOf('-----', Math.max(at + 5, read))) {
    const begun = endOfMatch(BEGIN, text, at);
    if (begun > 0) {
      read = endOfKey(text, begun);
      found.push({ start: at, end: read, rule: 'private-key' });
      continue;
    }
    const ended = endOfMatch(END, text, at);
    if (ended === 0) continue;
    const start = startOfKey(text, at, read);
    read = ended;
    if (start < at) found.push({ start, end: ended, rule: 'private-key' });
  }
}

/** Where it ends, or the lines that look like it do. */
function endOfKey(text: string, from: number): number {
  const next = text.indexOf('-----', from);
  const end = next < 0 ? 0 : endOfMatch(END, text, next);
  return end > 0 ? end : endOfBody(text, from, next < 0 ? text.length : next);
}

function endOfBody(text: string, from: number, limit: number): number {
  let end = from;
  while (end < limit) {
    const step = bodyAt(text, end);
    if (step > 0) end += step;
    else {
      const header = endOfMatch(HEADER, text, end);
      if (header === 0) return end;
      end = header;
    }
  }
  return Math.min(end, limit);
}

/** How many characters there belong to the lines of a key: base64, or an end of line, also as it is written in JSON. */
function bodyAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (isBase64(code) && endOfMatchIsHeader(text, at) === 0) return 1;
  if (code <= 32) return 1;
  if (code !== 92) return 0;
  const next = text.charAt(at + 1);
  return next === 'n' || next === 'r' || next === 't' ? 2 : next === '\\' && text[at + 2] === 'n' ? 3 : 0;
}

function endOfMatchIsHeader(text: string, at: number): number {
  const first = text.charCodeAt(at);
  return first === 80 || first === 68 || first === 86 || first === 67 || first === 72
    ? endOfMatch(HEADER, text, at)
    : 0;
}

/** Back over lines of base64 that end right before `at`. */
function startOfKey(text: string, at: number, least: number): number {
  let start = at;
  for (;;) {
    const lineEnd = backOverBreaks(text, start, least);
    let line = lineEnd;
    while (line > least && isBase64(text.charCodeAt(line - 1))) line -= 1;
    if (lineEnd - line < LEAST_LINE && start !== at) return start;
    if (lineEnd === line) return start;
    start = afterEscape(text, line, lineEnd);
  }
}

function backOverBreaks(text: string, from: number, least: number): number {
  let at = from;
  while (at > least) {
    if (text.charCodeAt(at - 1) <= 32) at -= 1;
    else if (at - 2 >= least && text[at - 2] === '\\' && 'nr'.includes(text[at - 1]!)) at -= 2;
    else return at;
  }
  return at;
}

/** The letter of `\n` in JSON is no part of the line behind it. */
function afterEscape(text: string, line: number, lineEnd: number): number {
  return line < lineEnd && text[line - 1] === '\\' && 'nr'.includes(text[line]!) ? line + 1 : line;
}

function isBase64(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 47 && code <= 57) ||
    code === 43 ||
    code === 61
  );
}

function endOfMatch(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match === null ? 0 : at + match[0].length;
}
