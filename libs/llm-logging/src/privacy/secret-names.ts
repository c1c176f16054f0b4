/** What names of secrets end in. */
const SECRET_NAMES = [
  '(?:api|access|secret|private|account|encryption|signing|subscription|service|master)[_-]?key',
  'secret[_-]?access[_-]?key',
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  '(?:access|refresh|id|auth|api|bearer|session|security|sas|bot)[_-]?token',
  'authorization',
].join('|');

/** A name followed by its value, in JSON (also JSON inside a JSON text), YAML, environment files, headers and queries. */
export const NAMED_SECRET = new RegExp(
  String.raw`((?:${SECRET_NAMES}|(?<![a-z0-9_-])token(?=[\\"']{0,4}\s{0,4}[:=]\s{0,4}[\\"']{0,4}[^\s"'\\]{16}))[\\"']{0,4}\s{0,4}[:=]\s{0,4})` +
    String.raw`(?:(\\{0,3}["'])(?!\[redacted:)(?:[^"'\\\r\n]|\\(?!["'])[^\r\n]){1,4096}|(?!\[redacted:)((?:bearer|basic|token)\s{1,4})?(?!\[redacted:|(?:bearer|basic|token)\s)[^\s"'\\,;&<>(){}[\]]{1,4096})`,
  'gi',
);

const ENDS_IN_NAME = new RegExp(`(?:${SECRET_NAMES})$`, 'i');
const MAX_NAME = 64;

/** Whether the value of a member called so is a secret. */
export function isSecretName(name: string): boolean {
  return ENDS_IN_NAME.test(name.length > MAX_NAME ? name.slice(-MAX_NAME) : name);
}

/** How those names end. */
const ENDINGS: ReadonlySet<string> = new Set(['key', 'ord', 'swd', 'pwd', 'ase', 'ret', 'ken', 'ion']);
const LAST_LETTERS = 'ydetnYDETN';
const BEFORE_SIGN = ' \t"\'\\';

/** Whether a text may name a secret: cheap, as texts that do not are the rule. */
export function mayNameSecret(text: string): boolean {
  return hasNameBefore(text, '=') || hasNameBefore(text, ':');
}

function hasNameBefore(text: string, sign: string): boolean {
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
    let end = at;
    while (end > 0 && at - end < 9 && BEFORE_SIGN.includes(text[end - 1]!)) end -= 1;
    if (!LAST_LETTERS.includes(text[end - 1] ?? ' ')) continue;
    const ending = text.slice(Math.max(end - 3, 0), end);
    if (!ENDINGS.has(ending) && !ENDINGS.has(ending.toLowerCase())) continue;
    if (/token$/i.test(text.slice(Math.max(end - 5, 0), end)) || isSecretName(text.slice(Math.max(end - 24, 0), end)))
      return true;
  }
  return false;
}
