import { NAMED_SECRET, type Finding } from '../finding.js';
import { isNoPlaceholder } from '../names/schemes.js';

/** Words that secrets follow, in one search that leaps over what cannot be one of them. */
const BEFORE = /[Bb]earer |BEARER |Basic |assword |ASSWORD |ssphrase |IED BY |(?:key|Key|KEY|ken) (?:is |was |will )/g;

const BEARER = / {0,3}((?=[\w.~+/-]{20}|[\w.~+/-]{0,19}\d)[\w.~+/-]{8,4096}={0,2})/y;
const BASIC = / {0,3}((?=[A-Za-z0-9+/]{0,256}(?:\d|={1,2}))[A-Za-z0-9+/]{8,4096}={0,2})/y;

/** `Bearer …`, `Basic …`, `my password is …`, `PASSWORD '…'`, `login bob password …`. */
export function findInPhrases(text: string, found: Finding[]): void {
  BEFORE.lastIndex = 0;
  for (let match = BEFORE.exec(text); match !== null; match = BEFORE.exec(text)) {
    const end = match.index + match[0].length;
    if (/^bearer/i.test(match[0])) findBehind(text, end, BEARER, 'bearer-token', found);
    else if (match[0] === 'Basic ') findBehind(text, end, BASIC, 'basic-token', found);
    else findGiven(text, match.index + match[0].search(/ (?!BY)/), found);
  }
}

function findBehind(text: string, at: number, pattern: RegExp, rule: string, found: Finding[]): void {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (match === null) return;
  const secret = match[1]!;
  if (!/\d|[a-z][A-Z]/.test(secret) && !secret.endsWith('=')) return;
  const end = at + match[0].length;
  if (isNoPlaceholder(secret)) found.push({ start: end - secret.length, end, rule });
}

/** What follows a name in prose and in SQL, with the value. */
const GIVEN =
  /(?: (?:is|was|will be)(?: now| still)?:?| BY)? (?:"|'|`)?((?=[^\s"'`]{0,64}\d)(?=[^\s"'`]{0,64}[A-Za-z])[^\s"'`,;()<>{}[\]]{5,128}[^\s"'`,;()<>{}[\].!?])/iy;
const GIVEN_QUOTED = /\s{1,4}'([^'\n]{3,256})'/y;
const NAME = /(?:password|passphrase|token|(?:api|access|secret|private|license)[ _-]?key|identified by)$/i;

function findGiven(text: string, end: number, found: Finding[]): void {
  if (!NAME.test(text.slice(Math.max(end - 24, 0), end))) return;
  const match = matchAt(GIVEN_QUOTED, text, end) ?? matchAt(GIVEN, text, end);
  if (match === null || !isGiven(match[1]!, match[0])) return;
  const start = end + match[0].length - match[1]!.length - (match[0].endsWith("'") ? 1 : 0);
  found.push({ start, end: start + match[1]!.length, rule: NAMED_SECRET });
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const NO_SECRET =
  /\s|^\w+\(|^\d+\S{0,3}$|^(?:var)?char|^[a-z]+[-_.]\d+$|^(?:sha|md|base|utf|aes|rsa|oauth|hs|rs|es|v)-?\d|^https?:|\//i;

function isGiven(secret: string, phrase: string): boolean {
  if (!isNoPlaceholder(secret)) return false;
  return (phrase.trimStart().startsWith("'") && !/\s/.test(secret)) || !NO_SECRET.test(secret);
}
