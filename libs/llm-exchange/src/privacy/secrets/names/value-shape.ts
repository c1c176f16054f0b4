import type { NameKind } from './secret-names.js';

/** Where a value stands: in quotes or as data, as a line's only value, or bare in code or prose. */
export type Place = 'data' | 'line' | 'bare';

const DIGIT = 1;
const UPPER = 2;
const LOWER = 4;
const SPACE = 8;
/** Signs that passwords have and names have not. */
const LOUD = 16;
const FOREIGN = 32;
/** Of each ASCII character its bit. */
const KINDS = new Uint8Array(128);
KINDS.fill(DIGIT, 48, 58).fill(UPPER, 65, 91).fill(LOWER, 97, 123).fill(SPACE, 9, 14).fill(SPACE, 32, 33);
for (const sign of '!@#$%^*~') KINDS[sign.charCodeAt(0)] = LOUD;

const MAX_RANDOM = 8_192;
const MAX_WORD = 16;
const TYPE_WORDS = new Set(
  (
    'string str number num int integer float double bool boolean any unknown object array list dict map text varchar char uuid ' +
    'null nil none undefined true false yes no on off void never self this required optional hidden password pass passwd pwd ' +
    'secret token tokens key keys apikey auth authorization cookie cookies session credentials credential bearer basic digest ' +
    'oauth oauth2 jwt user username email name value values input output default example sample placeholder redacted masked ' +
    'anonymous public private env environment header headers query body field label title description data payload result ' +
    'response request buffer bytes hash plain invalid missing expired empty unset disabled enabled always inherit ' +
    'include omit same-origin encrypted file path new old current function async await return const let var typeof keyof ' +
    'readonly static type interface class enum import export and or not is are was must should'
  ).split(' '),
);

const PLACEHOLDER =
  /^(?:\[redacted:|\$\{|\$\(|\{\{|<[^>]*>?$|%[sdvq]$|%\w+%$|%\(\w+\)|!(?:secret|ref|sub|vault|env)|\*{2,}$|[x•.…#]{3,}$|-+$|_+$|your[-_ A-Z]|(?:insert|enter|replace|put|paste|fill)[-_ ]|process\.env|import\.meta|os\.(?:environ|getenv)|ENV\[|env\(|Deno\.env|\{[\w.]*\}$|\$[A-Za-z_]\w*$|@\w+@$|#\{)/i;
const SENTENCE =
  /(?:^|\s)(?:the|your|you|must|is|are|was|an?|to|of|for|with|at|be|please|enter|required|invalid|should|cannot|can|not|or|and|will|has|have|this|that|in|on|if|from|forgot|reset|confirm|show|hide|new|my|de|la|le|el|der|die|das|su|tu|votre|ihr)(?:\s|$|[.,:!?])/i;
const SECRET_WORD =
  /pass|pwd|key|token|secret|auth|cred|cookie|user|name|header|field|input|label|env|config|here|example|placeholder|session/i;
/** Words of code with digits, which make no value random. */
const TECHNICAL =
  /sha-?\d{1,3}|md[45]|base-?(?:16|32|58|62|64)(?:url)?|utf-?(?:8|16)|oauth-?[12]|x509|ed25519|curve25519|secp\d{3}[kr]1|aes-?\d{3}|rsa-?\d{4}|[hrep]s(?:256|384|512)|p(?:256|384|521)|pbkdf2|argon2\w{0,2}|pkcs-?\d{1,2}|u?int\d{1,2}|float\d{2}|ipv[46]|[hw]ttp\/?[123]|s3|ec2|k8s|i18n|l10n|a11y|b64|web[23]|es\d{1,4}|log4j|v\d{1,2}|\d{1,6}(?:px|ms|s|m|h|d|kb|mb|gb|em|rem|th|st|nd|rd)$/gi;
const NUMBERED =
  /^(?:[a-z]+_?)?(?:arg|param|var|value|val|key|token|pass|password|secret|str|text|tmp|temp|data|test|user|item|node|[a-z])_?\d{1,2}$/i;
const PATH = /^(?:\.{1,2}|~|[A-Za-z]:|[a-z][\w-]*)?(?:[\\/][a-z_.@-][\w.@-]*)+\/?$/;
const RANDOM_PART = /^(?=.*[A-Z])(?=.*[a-z]).*\d.*[A-Za-z].*\d/;
const IDENTIFIERS = /^[A-Za-z_$][\w$]*(?:(?:\?\.|\.|::|->)[A-Za-z_$#][\w$]*)+[!?]?$/;
const WORDS = /^[A-Za-z]+(?:[-_./:| +@][A-Za-z]+)*[.:!?;]?$/;
const UUID = /^[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}$/i;
const HASH =
  /^(?:(?:sha(?:1|256|384|512)|md5)[-:])?(?:[a-f0-9]{32}|[a-f0-9]{40}|[a-f0-9]{56}|[a-f0-9]{64}|[a-f0-9]{96}|[a-f0-9]{128})$/i;
const RESOURCE = /^(?:arn|urn|https?|file|data|mailto|ftp|git|ssh|npm|node):/i;

/** Words with a number behind them: `my-bucket-2024`, `us-east-1`. */
const NUMBERED_WORDS = /^[A-Za-z]+(?:[-_./:][A-Za-z]+)*(?:[-_./:]?\d+)?(?:[-_./:]\d+)*$/;

/** Whether a value beside a name of that kind is a secret, by its shape. */
export function isSecretValue(value: string, kind: NameKind, place: Place): boolean {
  if (value.length < 3) return false;
  const signs = charactersOf(value);
  if (kind === 'loose' || kind === 'vendor') return isRandomFor(value, signs, kind, place);
  if (place === 'bare' && kind !== 'cookie' && !mayBeBare(value, signs)) return false;
  if (isTypeWord(value) || PLACEHOLDER.test(value)) return false;
  if (kind === 'cookie') return /^[\w.$-]{1,128}=[^\s<{$]{4}/.test(value) || isRandom(value, 16, signs);
  if (RESOURCE.test(value) || isPath(value)) return false;
  if ((signs & (LOWER | UPPER)) === 0 && /^-?[\d.,:/ -]+%?$/.test(value))
    return kind === 'password' && /^\d{4,}$/.test(value);
  return place === 'bare' ? isBareSecret(value) : isDataSecret(value, kind, place);
}

/** Base64 has slashes, too; folders and files are not called by letters of both cases and digits in turn. */
function isPath(value: string): boolean {
  return PATH.test(value) && !value.split(/[\\/]/).some((part) => part.length >= 10 && RANDOM_PART.test(part));
}

function isTypeWord(value: string): boolean {
  return value.length <= MAX_WORD && TYPE_WORDS.has(value.toLowerCase().replace(/[.;!?]$/, ''));
}

function isRandomFor(value: string, signs: number, kind: 'loose' | 'vendor', place: Place): boolean {
  if (!isRandom(value, kind === 'vendor' ? 15 : 12, signs) || PLACEHOLDER.test(value)) return false;
  if (kind === 'vendor') return !UUID.test(value);
  return !IDENTIFIERS.test(value) && !(place !== 'data' && UUID.test(value));
}

/** Behind the scheme of a header, where words stand for a value only in examples. */
export function isCredential(value: string): boolean {
  return /^[\w.~+/=-]{8,}$/.test(value) && !isTypeWord(value) && !PLACEHOLDER.test(value) && !SECRET_WORD.test(value);
}

/** Under `key`, which many harmless things are called: no hashes, no UUIDs. */
export function isRandomKey(value: string): boolean {
  if (value.length < 24) return false;
  return isRandom(value, 24, charactersOf(value)) && !UUID.test(value) && !HASH.test(value);
}

function mayBeBare(value: string, signs: number): boolean {
  return (signs & DIGIT) !== 0
    ? value.length >= 6 || (value.length >= 4 && (signs & (LOWER | UPPER)) === 0)
    : value.length >= 8 && (signs & LOUD) !== 0;
}

function isBareSecret(value: string): boolean {
  if (IDENTIFIERS.test(value) || WORDS.test(value) || NUMBERED.test(value)) return false;
  const rest = value.replaceAll(TECHNICAL, '');
  if (/[^\w.!@#$%^*+/=~?:|-]/.test(value)) return false;
  if (/\d/.test(rest) && /[A-Za-z]/.test(rest)) return value.length >= 6 && !/^\d+(?:\.\d+)*[a-z]{1,3}$/i.test(value);
  return value.length >= 8 && /[!@#$%^*~]/.test(value.slice(0, -1)) && /[a-z]/i.test(value) && !/[|:]/.test(value);
}

function isDataSecret(value: string, kind: NameKind, place: Place): boolean {
  const hasDigit = /\d/.test(value.replaceAll(TECHNICAL, ''));
  if (/\s/.test(value)) return isPassphrase(value, kind, hasDigit);
  if (/^[\p{L}\p{M}]+$/u.test(value) && /\P{ASCII}/u.test(value)) return false;
  if (hasDigit) return !IDENTIFIERS.test(value) || /\d{2}/.test(value);
  if (!WORDS.test(value)) return /[!@#$%^&*+=/~]/.test(value) || value.length >= 8;
  if (SECRET_WORD.test(value) && (/[-_.:/ ]/.test(value) || /[a-z][A-Z]/.test(value))) return false;
  if (kind === 'password')
    return place === 'data' ? /^[^A-Z]|[a-z][A-Z]|^[A-Z]{2}/.test(value) : /^[a-z]{6,}$/.test(value);
  return /^\w{12,}$/.test(value) && place === 'data' && !/_/.test(value);
}

function isPassphrase(value: string, kind: NameKind, hasDigit: boolean): boolean {
  if (SENTENCE.test(value) || SECRET_WORD.test(value) || value.length > 128) return false;
  if (/[<>{}()]/.test(value)) return false;
  return kind === 'password' && (hasDigit || /^[a-z]+(?: [a-z]+){2,}$/.test(value));
}

/** No word, name or sentence: letters and digits in turn, of at least so many characters. */
function isRandom(value: string, least: number, signs: number): boolean {
  if (value.length < least || value.length > MAX_RANDOM) return false;
  if ((signs & DIGIT) === 0 || (signs & (LOWER | UPPER)) === 0 || (signs & (SPACE | FOREIGN)) !== 0) return false;
  if (!/^[\w.~+/=:@%$!^*-]+$/.test(value)) return false;
  const rest = value.replaceAll(TECHNICAL, '');
  if (!/\d/.test(rest) || !/[A-Za-z]/.test(rest)) return false;
  if (RESOURCE.test(value) || isPath(value) || NUMBERED_WORDS.test(value)) return false;
  return switches(rest) >= Math.min(4, least / 4);
}

/** How often letters and digits, or cases inside a word, take turns. */
function switches(value: string): number {
  let count = 0;
  for (let at = 1; at < value.length && count < 8; at += 1) {
    if (KINDS[value.charCodeAt(at) & 127] !== KINDS[value.charCodeAt(at - 1) & 127]) count += 1;
  }
  return count;
}

/** Which kinds of characters a value has, as bits. */
function charactersOf(value: string): number {
  let kinds = 0;
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    kinds |= code < 128 ? KINDS[code]! : FOREIGN;
  }
  return kinds;
}
