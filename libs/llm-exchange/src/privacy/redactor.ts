import { NAMED_SECRET, replaceFindings } from './secrets/finding.js';
import { isPairedSecret } from './secrets/names/pairs.js';
import { skipScheme } from './secrets/names/schemes.js';
import { nameKind, type NameKind } from './secrets/names/secret-names.js';
import { MAX_JUDGED } from './secrets/names/value-extent.js';
import { isRandomKey, isSecretValue } from './secrets/names/value-shape.js';
import { secretsIn } from './secrets/secrets-in.js';
import { markOf, type Redaction, type Tally } from './redaction-rule.js';

/** Takes out secrets, and what the application's own rules name. */
export class Redactor {
  /** @param rules the application's own; they see texts without secrets. */
  constructor(private readonly rules: readonly Redaction[]) {}

  /** The text with marks in the place of what was found; `tally` counts that. Never throws. */
  redact(text: string, tally: Tally): string {
    let clean = replaceFindings(text, secretsIn(text), tally);
    for (const rule of this.rules) clean = rule.redact(clean, tally);
    return clean;
  }

  /** The mark that replaces the value of a member called `name`; undefined for a value that is no secret. */
  markFor(name: string, value: unknown): string | undefined {
    const kind = nameKind(name);
    return kind !== undefined && isSecretMember(name, kind, value) ? markOf(NAMED_SECRET) : undefined;
  }

  /** The mark for a value that stands behind a name in a list, as headers do. */
  markBehind(name: string, value: string): string | undefined {
    const kind = nameKind(name);
    if (kind === undefined) return undefined;
    const begin = skipScheme(value, 0);
    return isPairedSecret(name, kind, value.slice(begin, begin + MAX_JUDGED), begin > 0)
      ? markOf(NAMED_SECRET)
      : undefined;
  }
}

function isSecretMember(name: string, kind: NameKind, value: unknown): boolean {
  if (typeof value !== 'string') return isSecretAsWhole(kind, value);
  if (value.startsWith('[redacted:')) return false;
  // Such a name says less than the value's own shape, if that is known.
  if (kind === 'loose' && secretsIn(value.slice(0, MAX_JUDGED)).length > 0) return false;
  if (kind === 'loose' && /key$/i.test(name)) return isRandomKey(value);
  const begin = skipScheme(value, 0);
  if (kind === 'header' && begin > 0) return value.length - begin > 2;
  return isSecretValue(value.slice(begin, begin + MAX_JUDGED), kind, 'data');
}

/** Numbers, and objects that are not the description of a secret. */
function isSecretAsWhole(kind: NameKind, value: unknown): boolean {
  if (kind !== 'password' && kind !== 'key' && kind !== 'header') return false;
  if (typeof value !== 'object') return typeof value === 'number' || typeof value === 'bigint';
  return value !== null && kind !== 'header' && !('type' in value || '$ref' in value);
}
