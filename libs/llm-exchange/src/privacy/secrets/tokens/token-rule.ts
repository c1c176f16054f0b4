/** A kind of token that is known by how it begins. */
export interface TokenRule {
  readonly name: string;
  /** What it begins with: letters as they are. */
  readonly prefixes: readonly string[];
  /** The rest, as the source of a pattern that reads a bounded part of the text. */
  readonly rest: string;
  /** Whether letters or digits may stand right before it. Default: no. */
  readonly isGlued?: boolean;
  /** Whether what was matched is a secret and not a word of the same begin. */
  readonly accepts?: (match: string) => boolean;
}

/** Characters of a token that patterns read; what follows a longer one goes with it. */
export const MAX_READ = 256;

export const WORD = String.raw`[\w-]{16,}`;
export const HEX = '[a-fA-F0-9]{24,}';
export const UUID = '[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}';

/** @param rest where it has no upper bound, one is set. */
export function rule(name: string, prefixes: string, rest: string, more: Partial<TokenRule> = {}): TokenRule {
  return { name, prefixes: prefixes.split(' '), rest: rest.replaceAll(',}', `,${MAX_READ}}`), ...more };
}

/** Random letters and digits: not the words of a name that begins alike. */
export function isRandom(match: string): boolean {
  const body = match.slice(match.search(/[-_.]/) + 1);
  if (/[A-Za-z0-9]{20}/.test(body)) return /\d|[a-z][A-Z]/.test(body) || !/[-_]/.test(body);
  return /\d/.test(body) && (/[A-Za-z0-9]{16}/.test(body) || (/[a-z]/.test(body) && /[A-Z]/.test(body)));
}

export function hasDigit(match: string): boolean {
  return /\d/.test(match.slice(4));
}

export function isMixed(match: string): boolean {
  return /\d/.test(match) && /[a-z]/.test(match) && /[A-Z]/.test(match);
}

export const glued = { isGlued: true } as const;
export const random = { accepts: isRandom } as const;
