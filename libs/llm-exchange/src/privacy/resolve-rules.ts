import { isPromise } from '../platform/own-kinds.js';
import { patternProblem, windowOf } from './patterns/pattern-problem.js';
import { PERSONAL_RULES } from './personal-rules.js';
import { markOf, type OptionalRedaction, type Redaction, type Tally } from './redaction-rule.js';
import { replaceMatches, type Replacing } from './replace-matches.js';

const NAME = /^[\w.-]{1,64}$/;
const FORMS =
  "must be a RegExp, a function, { name, pattern, replacement? }, { name, redact } or one of 'email', 'phone', 'card' and 'ip'";

type Fault = (problem: string) => void;

/** The application's rules, as they are applied. `fault` gets what is wrong with them, with the remedy. */
export function resolveRules(given: unknown, fault: Fault): Redaction[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) {
    fault('redact: must be a list of rules');
    return [];
  }
  return given.flatMap(
    (rule: unknown, index) =>
      resolveRule(rule, `custom-${index + 1}`, (problem) => fault(`redact[${index}]${problem}`)) ?? [],
  );
}

function resolveRule(rule: unknown, unnamed: string, fault: Fault): Redaction | undefined {
  if (typeof rule === 'string' && Object.hasOwn(PERSONAL_RULES, rule))
    return ofPattern({ name: rule, ...PERSONAL_RULES[rule as OptionalRedaction] });
  if (rule instanceof RegExp) return ofOwnPattern({ name: unnamed, pattern: rule }, '', fault);
  if (typeof rule === 'function') return ofFunction(NAME.test(rule.name) ? rule.name : unnamed, rule as never);
  if (typeof rule !== 'object' || rule === null) return void fault(`: ${FORMS}`);
  const { name, pattern, replacement, redact, ...others } = rule as Record<string, unknown>;
  const unknown = Object.keys(others);
  if (unknown.length > 0) return void fault(`.${unknown[0]}: is no member of a rule; a rule ${FORMS}`);
  if (typeof name !== 'string' || !NAME.test(name))
    return void fault('.name: must be 1 to 64 letters, digits, "_", "." and "-"');
  if (typeof redact === 'function' && pattern === undefined) return ofFunction(name, redact as never);
  if (!(pattern instanceof RegExp) || redact !== undefined)
    return void fault(': give either `pattern`, a RegExp, or `redact`, a function');
  if (replacement !== undefined && typeof replacement !== 'string') return void fault('.replacement: must be a text');
  return ofOwnPattern({ name, pattern, replacement }, '.pattern', fault);
}

function ofOwnPattern({ name, pattern, replacement }: Replacing, path: string, fault: Fault): Redaction | undefined {
  const problem = patternProblem(pattern);
  if (problem !== undefined) return void fault(`${path}: ${problem}`);
  const flags = `${pattern.flags.replaceAll(/[gy]/g, '')}g`;
  return ofPattern({ name, pattern: new RegExp(pattern.source, flags), replacement, window: windowOf(pattern) });
}

function ofPattern(replacing: Replacing): Redaction {
  return { name: replacing.name, redact: (text, tally) => replaceMatches(text, replacing, tally) };
}

/** A rule answers at once: that its promise fails later is nobody else's. */
function handled(value: unknown): void {
  if (isPromise(value)) void Promise.prototype.then.call(value, undefined, () => undefined);
}

/** A function that fails says nothing about the text: all of it may be what must not be stored. */
function ofFunction(name: string, redact: (text: string) => unknown): Redaction {
  const failed = (tally: Tally): string => {
    tally.add(name);
    return markOf(`${name} failed`);
  };
  return {
    name,
    redact: (text, tally) => {
      try {
        const redacted = redact(text);
        if (typeof redacted !== 'string') {
          handled(redacted);
          return failed(tally);
        }
        if (redacted !== text) tally.add(name);
        return redacted;
      } catch {
        return failed(tally);
      }
    },
  };
}
