import { NAMED_SECRET, type Finding } from '../finding.js';
import { findInAddress } from '../forms/addresses.js';
import { findInManifest, findInWebKey } from '../forms/documents.js';
import { isSecretExtent, wholeHeader, withoutScheme } from './judge-value.js';
import { endOfName, startOfName, type Name } from './name-before.js';
import { skipScheme, skipSpace } from './schemes.js';
import { mayEndName, nameKind } from './secret-names.js';
import { mayBeRandom } from './may-be-random.js';
import { extentAt, wholeEnd, type Extent } from './value-extent.js';

/** Values whose names say that they are secret, in any notation that has a sign between both: `=`, `:`, `:=`, `=>`. */
export function findNamedValues(text: string, found: Finding[]): void {
  let read = 0;
  for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1))
    // The second sign of `==` and `:=` was seen with the first.
    if (at >= read && !isSign(text.charCodeAt(at - 1))) read = Math.max(read, findNamedBy(text, at, found));
  read = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    if (text.charCodeAt(at + 1) === 47 && text.charCodeAt(at + 2) === 47) findInAddress(text, at + 3, found);
    else if (at >= read) read = Math.max(read, findNamedBy(text, at, found));
  }
}

function isSign(code: number): boolean {
  return code === 61 || code === 58;
}

/** @returns where the value ends, if it is a secret. */
function findNamedBy(text: string, sign: number, found: Finding[]): number {
  const nameEnd = endOfName(text, sign);
  if (!mayEndName(text, nameEnd)) return 0;
  const start = startOfName(text, nameEnd);
  const name = text.slice(start, nameEnd);
  const kind = nameKind(name);
  if (kind === undefined) return findByOtherName(text, sign, { name, start }, found);
  if (kind === 'loose' && !mayBeRandom(text, sign + 1)) return 0;
  if (kind === 'signature') return findSignature(text, sign, start, found);
  const isEnv = isLineOfEnvironment(text, { start, end: nameEnd, sign });
  return findBehind(text, sign + 1, { text: name, start, kind }, isEnv, found);
}

function findByOtherName(
  text: string,
  sign: number,
  { name, start }: { name: string; start: number },
  found: Finding[],
): number {
  if (name === 'kty') return findInWebKey(text, start, found);
  if (name === 'kind') return findInManifest(text, sign + 1, found);
  return /value$/i.test(name) ? findValueMember(text, start, sign, found) : 0;
}

function findBehind(text: string, after: number, name: Name, isEnv: boolean, found: Finding[]): number {
  const at = skipSpace(text, skipSign(text, after));
  const begin = skipScheme(text, at);
  const extent = withoutQuery(text, extentAt(text, begin, isEnv), isEnv);
  if (extent === undefined) return 0;
  const value = withoutScheme(text, wholeHeader(text, extent, name, begin > at));
  const hasScheme = begin > at || value.start > extent.start;
  if (!isSecretExtent(text, value, name, { hasScheme, isEnv })) return 0;
  const end = value.end === extent.end ? wholeEnd(text, begin, isEnv, value.end) : value.end;
  found.push({ start: value.start, end, rule: NAMED_SECRET });
  return end;
}

/** A form, `password=x&user=y`, looks like a line of an environment file up to its second member. */
function withoutQuery(text: string, extent: Extent | undefined, isEnv: boolean): Extent | undefined {
  if (extent?.form !== 'bare' || !isEnv) return extent;
  const length = text.slice(extent.start, extent.end).search(/&[\w.-]{1,64}=/);
  return length > 0 ? { ...extent, end: extent.start + length } : extent;
}

/** The rest of `:=`, `=>`, `==` and `::`. */
function skipSign(text: string, at: number): number {
  let end = at;
  while (end < at + 2 && (text[end] === '=' || text[end] === '>')) end += 1;
  // `>=` compares.
  return end === at || text[end - 1] === '>' || text[at] === '=' ? end : at;
}

const SIGNATURE = /[\w%+/-]{16,1024}={0,2}/y;

/** In addresses: `?sig=…`. */
function findSignature(text: string, sign: number, start: number, found: Finding[]): number {
  const before = text.charAt(start - 1);
  if (text[sign] !== '=' || (before !== '?' && before !== '&')) return 0;
  SIGNATURE.lastIndex = sign + 1;
  const value = SIGNATURE.exec(text)?.[0];
  if (value === undefined) return 0;
  found.push({ start: sign + 1, end: sign + 1 + value.length, rule: 'url-signature' });
  return sign + 1 + value.length;
}

function isLineOfEnvironment(
  text: string,
  { start, end, sign }: { start: number; end: number; sign: number },
): boolean {
  if (text[sign] !== '=' || end !== sign || /[\s=]/.test(text.charAt(sign + 1))) return false;
  const name = text.slice(start, end);
  const before = text.slice(Math.max(start - 8, 0), start);
  if (/^[A-Z][A-Z0-9_]*$/.test(name))
    return start === 0 || /(?:\n|\\n|export |set |env |ENV |ARG |-e |["' ])$/.test(before);
  return /^[a-z][a-z0-9._]*$/.test(name) && (start === 0 || before.endsWith('\n') || before.endsWith('\\n'));
}

const NAME_MEMBER =
  /(?:name|key|header|field|parameter|variable)[\\"']{0,8}\s{0,4}[:=]\s{0,4}[\\"']{0,8}([\w.$-]{1,64})[\\"']{0,8}[\s,;]{1,40}[\w\\"']{0,12}$/i;

/** `{ "name": "x-api-key", "value": "…" }`, as HAR files and Kubernetes have it, and `<add key="Password" value="…"/>`. */
function findValueMember(text: string, start: number, sign: number, found: Finding[]): number {
  const name = NAME_MEMBER.exec(text.slice(Math.max(start - 160, 0), start))?.[1];
  const kind = name === undefined ? undefined : nameKind(name);
  return kind === undefined ? 0 : findBehind(text, sign + 1, { text: name!, start, kind }, false, found);
}
