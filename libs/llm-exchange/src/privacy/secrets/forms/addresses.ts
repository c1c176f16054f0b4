import type { Finding } from '../finding.js';
import { isNoPlaceholder } from '../names/schemes.js';

const MAX_PART = 384;

/** What no part of an address before its path has. */
const ENDS = new Uint8Array(128);
for (const char of ' \t\n\r\v\f/?#"\'<>`') ENDS[char.charCodeAt(0)] = 1;

/** The password in an address, `scheme://user:password@host`, a token in the place of its user, and the secret path of a webhook. */
export function findInAddress(text: string, from: number, found: Finding[]): void {
  let colon = -1;
  let at = -1;
  let end = from;
  for (const limit = Math.min(from + MAX_PART, text.length); end < limit; end += 1) {
    const code = text.charCodeAt(end);
    if (code < 128 && ENDS[code] === 1 && !(isOfQuery(code) && at < 0 && isPassword(text, from, colon, end))) break;
    if (code === 64) at = end;
    else if (code === 58 && colon < 0 && at < 0) colon = end;
  }
  if (at >= 0) findInAuthority(text, { from, colon: colon < at ? colon : -1, at }, found);
  else findInWebhook(text, from, end, found);
}

const isOfQuery = (code: number): boolean => code === 63 || code === 35;

/** Drivers of databases take `?` and `#` in a password as they stand; elsewhere these begin what follows the host and its port. */
function isPassword(text: string, from: number, colon: number, end: number): boolean {
  return (
    colon >= 0 && !/(?:http|ws|ftp)s?:\/\/$/i.test(text.slice(from - 8, from)) && /\D/.test(text.slice(colon + 1, end))
  );
}

interface Authority {
  readonly from: number;
  readonly colon: number;
  readonly at: number;
}

function findInAuthority(text: string, { from, colon, at }: Authority, found: Finding[]): void {
  if (colon >= 0 && text.slice(colon + 1, at) === 'x-oauth-basic')
    return findInAuthority(text, { from, colon: -1, at: colon }, found);
  const start = colon < 0 ? from : colon + 1;
  const secret = text.slice(start, at);
  const isSecret = colon < 0 ? /^(?=.*\d)[\w-]{20,128}$/.test(secret) : secret !== '';
  if (isSecret && isNoPlaceholder(secret) && !secret.includes('[redacted:'))
    found.push({ start, end: at, rule: 'url-password' });
}

/** The hosts whose paths are secrets, with what their paths begin with. */
const WEBHOOKS =
  /(?:hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/(?:v\d{1,3}\/)?webhooks\/|[\w-]{1,64}\.webhook\.office\.com\/webhookb2\/|hooks\.zapier\.com\/hooks\/catch\/|chat\.googleapis\.com\/v1\/spaces\/)([\w/@+-]{16,1024})/y;
const HOSTS = ['hooks.', 'discord', 'chat.googleapis.'];

function findInWebhook(text: string, from: number, end: number, found: Finding[]): void {
  if (text[end] !== '/') return;
  if (!HOSTS.some((host) => text.startsWith(host, from)) && !text.slice(from, end).endsWith('.webhook.office.com'))
    return;
  WEBHOOKS.lastIndex = from;
  const match = WEBHOOKS.exec(text);
  if (match === null || !isNoPlaceholder(match[1]!)) return;
  const stop = from + match[0].length;
  found.push({ start: stop - match[1]!.length, end: stop, rule: 'webhook-url' });
}
