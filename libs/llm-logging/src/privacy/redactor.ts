import { isSecretName } from './secret-names.js';
import { NAMED_RULE, SECRET_RULES, type SecretRule } from './secret-rules.js';
import { markOf, type Redaction, type Tally } from './redaction-rule.js';
import { replaceMatches } from './replace-matches.js';

/** No secret that is told by its shape is shorter. */
const SHORTEST_SECRET = 12;

/** Takes out secrets, and what the application's own rules name. */
export class Redactor {
  /** @param rules the application's own; they see texts without secrets. */
  constructor(private readonly rules: readonly Redaction[]) {}

  /** The text with marks in the place of what was found; `tally` counts that. Never throws. */
  redact(text: string, tally: Tally): string {
    let clean = withoutSecrets(text, tally);
    for (const rule of this.rules) clean = rule.redact(clean, tally);
    return clean;
  }

  /** The mark that replaces the value of a member called `name`; undefined for a name of no secret. */
  markFor(name: string): string | undefined {
    return isSecretName(name) ? markOf(NAMED_RULE.name) : undefined;
  }
}

function withoutSecrets(text: string, tally: Tally): string {
  let clean = text;
  if (text.length >= SHORTEST_SECRET) {
    if (clean.includes('-')) clean = applied(SECRET_RULES['-'], clean, tally);
    if (clean.includes('_')) clean = applied(SECRET_RULES._, clean, tally);
    if (clean.includes('=')) clean = applied(SECRET_RULES['='], clean, tally);
    clean = applied(SECRET_RULES[''], clean, tally);
  }
  return NAMED_RULE.isWanted(clean) ? replaceMatches(clean, NAMED_RULE, tally) : clean;
}

function applied(rules: readonly SecretRule[], text: string, tally: Tally): string {
  let clean = text;
  for (const rule of rules) {
    if (hasAny(clean, rule.triggers)) clean = replaceMatches(clean, rule, tally);
  }
  return clean;
}

function hasAny(text: string, triggers: readonly string[]): boolean {
  for (const trigger of triggers) if (text.includes(trigger)) return true;
  return false;
}
