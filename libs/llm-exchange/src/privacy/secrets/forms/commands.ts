import { NAMED_SECRET, type Finding } from '../finding.js';
import { endOfNameFrom } from '../names/name-before.js';
import { isNoPlaceholder, skipScheme, skipSpace } from '../names/schemes.js';
import { mayEndName, nameKind, type NameKind } from '../names/secret-names.js';
import { extentAt, wholeEnd } from '../names/value-extent.js';
import { isSecretValue } from '../names/value-shape.js';
import { findPrivateKeys } from './private-keys.js';

/** Characters of a command before an option that are looked at for its name. */
const BEFORE = 200;

/** What dashes begin: options of commands, and the lines around private keys. */
export function findByDashes(text: string, found: Finding[]): void {
  let hasKeys = false;
  for (let at = text.indexOf('-'); at >= 0; at = text.indexOf('-', at + 1)) {
    const next = text.charCodeAt(at + 1);
    if (next === 45) {
      const end = endOfDashes(text, at);
      if (end - at === 2) findBehindFlag(text, end, found);
      hasKeys ||= end - at >= 5;
      at = end - 1;
    } else if (next === 76) findPuttyLines(text, at, found);
    else if ((next === 117 || next === 112 || next === 97) && isSpace(text.charCodeAt(at - 1)))
      findBehindLetter(text, at, found);
  }
  if (hasKeys) findPrivateKeys(text, found);
}

function endOfDashes(text: string, from: number): number {
  let end = from;
  while (text.charCodeAt(end) === 45) end += 1;
  return end;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9;
}

/** `--password x`, `--token x`. With a sign between both they are named values; `--user bob:x` has the secret behind a colon. */
function findBehindFlag(text: string, name: number, found: Finding[]): void {
  const end = endOfNameFrom(text, name);
  if (text.charCodeAt(end - 1) === 114 && text.slice(name, end).endsWith('user')) return findUser(text, end, found);
  if (text.charCodeAt(end) !== 32 || !mayEndName(text, end)) return;
  const kind = nameKind(text.slice(name, end));
  if (kind === undefined) return;
  const begin = skipScheme(text, skipSpace(text, end));
  const extent = extentAt(text, begin, true);
  if (extent === undefined || !isFlagValue(text.slice(extent.start, extent.end), kind)) return;
  found.push({ start: extent.start, end: wholeEnd(text, begin, true, extent.end), rule: NAMED_SECRET });
}

function isFlagValue(value: string, kind: NameKind): boolean {
  if (kind !== 'password' && kind !== 'key') return isSecretValue(value, kind, 'data');
  return !value.startsWith('-') && isSecretValue(value, kind, /\d|[^\w]/.test(value) ? 'data' : 'line');
}

const USER = /[ =]?["']?[\w.@+-]{0,64}:([^\s"'`:]{3,128})(?=["'\s]|$)/y;
const PASSWORD = /\s?["']?([^\s"'`-][^\s"'`]{2,128})/y;

/** Of `curl` and `wget`. */
function findUser(text: string, at: number, found: Finding[]): void {
  if (!/(?:curl|wget) /.test(before(text, at))) return;
  findOption(text, at, USER, (secret) => !/^\d{1,5}$/.test(secret), found);
}

/** `curl -u bob:x`, `mysql -px`, `sshpass -p x`, `docker login -p x`, `redis-cli -a x`. */
function findBehindLetter(text: string, at: number, found: Finding[]): void {
  const letter = text[at + 1];
  if (letter === 'u') return findUser(text, at + 2, found);
  const command = /(mysql|mariadb|mongo|sshpass|docker login|redis-cli)[^\n]*$/.exec(before(text, at))?.[1];
  if (command === undefined || (letter === 'a') !== (command === 'redis-cli')) return;
  const isStrict = command.startsWith('m');
  findOption(text, at + 2, PASSWORD, (secret) => !isStrict || isStrictPassword(secret), found);
}

/** `-p` of these may be a port, or be asked for. */
function isStrictPassword(secret: string): boolean {
  return /\d|[^\w]/.test(secret) && !/^\d+(?::\d+)?$/.test(secret);
}

function before(text: string, at: number): string {
  return text.slice(Math.max(at - BEFORE, 0), at);
}

function findOption(
  text: string,
  at: number,
  pattern: RegExp,
  accepts: (secret: string) => boolean,
  found: Finding[],
): void {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (match === null || !isNoPlaceholder(match[1]!) || !accepts(match[1]!)) return;
  const end = at + match[0].length;
  found.push({ start: end - match[1]!.length, end, rule: 'command-password' });
}

const PUTTY = /-Lines: ?\d{1,4}((?:(?:\r?\n|\\n)[A-Za-z0-9+/=]{1,76}){1,512})/y;

/** Of a key file of PuTTY. */
function findPuttyLines(text: string, at: number, found: Finding[]): void {
  if (!text.slice(Math.max(at - 7, 0), at).endsWith('Private')) return;
  PUTTY.lastIndex = at;
  const match = PUTTY.exec(text);
  if (match === null) return;
  const end = at + match[0].length;
  found.push({ start: end - match[1]!.length, end, rule: 'private-key' });
}
