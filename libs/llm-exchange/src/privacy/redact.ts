import { Cleaner } from './cleaner.js';
import type { RedactionRule } from './redaction-rule.js';
import { Redactor } from './redactor.js';
import { resolveRules } from './resolve-rules.js';

/**
 * A text without secrets; of any other value a copy without them, as JSON can hold it. Pure.
 * @param rules what else must go, as in the option `redact`.
 * @throws TypeError that names what is wrong with a rule.
 */
export function redact(text: string, rules?: readonly RedactionRule[]): string;
export function redact(value: unknown, rules?: readonly RedactionRule[]): unknown;
export function redact(value: unknown, rules?: readonly RedactionRule[]): unknown {
  const redactions = resolveRules(rules, (problem) => {
    throw new TypeError(problem);
  });
  const cleaner = new Cleaner({ maxPayloadBytes: Number.MAX_SAFE_INTEGER, redactor: new Redactor(redactions) });
  return typeof value === 'string' ? cleaner.text(value, 'value') : cleaner.json(value, 'value');
}
