/** Rules for personal data that are there to be turned on. `card` takes numbers that the Luhn check accepts. */
export type OptionalRedaction = 'email' | 'phone' | 'card' | 'ip';

/** Replaces what the pattern matches: with `[redacted:<name>]`, or `replacement`, which may use `$&`, `$1` and `$<group>`. */
export interface PatternRedaction {
  name: string;
  pattern: RegExp;
  replacement?: string;
}

/** Gives the text without what must not be stored. If it throws, the whole text is replaced. */
export interface FunctionRedaction {
  name: string;
  redact: (text: string) => string;
}

/** What must not be stored besides the secrets that are redacted anyway. */
export type RedactionRule =
  OptionalRedaction | RegExp | PatternRedaction | FunctionRedaction | ((text: string) => string);

/** A rule as it is applied. */
export interface Redaction {
  readonly name: string;
  redact(text: string, tally: Tally): string;
}

/** What stands where something was taken out. */
export function markOf(rule: string): string {
  return `[redacted:${rule}]`;
}

/** How often which rule found something. */
export class Tally {
  counts: Record<string, number> | undefined;

  add(rule: string): void {
    this.counts ??= {};
    this.counts[rule] = (this.counts[rule] ?? 0) + 1;
  }
}
