const SCHEME =
  /(?:bearer|basic|token|digest|negotiate|apikey|api-key|key|bot|jwt|hmac|oauth|aws4-hmac-sha256|sharedkey)(?: |%20|\+){1,4}(?=\S)/iy;

/** Behind the word that says how a header's value is to be read: `Bearer `. */
export function skipScheme(text: string, at: number): number {
  SCHEME.lastIndex = at;
  return at + (SCHEME.exec(text)?.[0].length ?? 0);
}

export function skipSpace(text: string, at: number): number {
  let end = at;
  while (end < at + 32 && (text.charCodeAt(end) === 32 || text.charCodeAt(end) === 9)) end += 1;
  return end;
}

const NO_VALUE =
  /^(?:\[redacted:|\$\{|\$\(|\{|<|\*+$|x+$|\.+$|%s$|(?:your|my)?[-_]?(?:password|passwd|pass|pwd|pw|secret|token|key)$|\$[A-Z_a-z]\w*$)/i;

/** Whether something that stands where a secret would is one, and no place-holder. */
export function isNoPlaceholder(secret: string): boolean {
  return !NO_VALUE.test(secret);
}
