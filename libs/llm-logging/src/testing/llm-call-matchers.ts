import { isDeepStrictEqual } from 'node:util';
import { LlmLoggingError } from '../errors.js';
import type { LlmCall } from '../storage/rows/llm-call.entity.js';
import { describeCalls } from './describe-calls.js';
import { LlmCallsProbe } from './llm-calls-probe.js';

/** What a call is expected to say. Members of objects and entries of lists may be fewer than the call has. */
export type ExpectedLlmCall = { readonly [Member in keyof LlmCall]?: unknown };

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What Jest and Vitest bind a matcher to, as far as it is used here. */
interface MatcherContext {
  readonly equals?: (a: unknown, b: unknown) => boolean;
}

/**
 * Matchers for `expect.extend()` of Jest and Vitest.
 *
 * @example
 * expect.extend(llmCallMatchers);
 * expect(probe).toHaveRecordedLlmCall({ callType: 'chat', userId: 'u1' });
 */
export const llmCallMatchers = {
  /** Whether one of the calls says all that is expected. The message shows the call that came nearest, and where it differs. */
  toHaveRecordedLlmCall(this: unknown, probe: unknown, expected: ExpectedLlmCall = {}): MatcherResult {
    const calls = callsOf(probe);
    const equals = (this as MatcherContext | undefined)?.equals ?? isDeepStrictEqual;
    const differences = calls.map((call) => differencesOf(call, expected, equals));
    const pass = differences.some(({ length }) => length === 0);
    const asked = Object.keys(expected).length === 0 ? 'an LLM call' : `an LLM call with ${shown(expected)}`;
    return {
      pass,
      message: () =>
        pass
          ? `Expected not to have recorded ${asked}.\n${describeCalls(calls)}`
          : [`Expected to have recorded ${asked}.`, ...nearest(differences), describeCalls(calls)].join('\n'),
    };
  },

  /** Whether just so many calls were recorded. */
  toHaveRecordedLlmCalls(this: unknown, probe: unknown, count: number): MatcherResult {
    const calls = callsOf(probe);
    const pass = calls.length === count;
    return {
      pass,
      message: () =>
        `Expected ${pass ? 'any other number than' : 'to have recorded'} ${count} LLM calls${pass ? '' : `, and there are ${calls.length}`}.\n${describeCalls(calls)}`,
    };
  },
};

function callsOf(probe: unknown): LlmCall[] {
  if (probe instanceof LlmCallsProbe) return probe.calls();
  throw new LlmLoggingError('This matcher takes the LlmCallsProbe: `expect(module.get(LlmCallsProbe))`.');
}

type Equals = (a: unknown, b: unknown) => boolean;

function differencesOf(call: LlmCall, expected: ExpectedLlmCall, equals: Equals): string[] {
  return Object.entries(expected)
    .filter(([member, value]) => !says(call[member as keyof LlmCall], value, equals))
    .map(([member, value]) => `${member}: expected ${shown(value)}, got ${shown(call[member as keyof LlmCall])}`);
}

/** Whether a value says all that is expected of it, and maybe more. */
function says(value: unknown, expected: unknown, equals: Equals): boolean {
  if (equals(value, expected)) return true;
  if (expected instanceof RegExp) return typeof value === 'string' && expected.test(value);
  if (Array.isArray(expected)) {
    return Array.isArray(value) && expected.every((each) => value.some((entry) => says(entry, each, equals)));
  }
  if (!isPlain(expected) || typeof value !== 'object' || value === null) return false;
  const members = value as Record<string, unknown>;
  return Object.entries(expected).every(([name, each]) => says(members[name], each, equals));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function nearest(differences: readonly string[][]): string[] {
  const fewest = Math.min(...differences.map(({ length }) => length));
  const at = differences.findIndex(({ length }) => length === fewest);
  return at === -1 ? [] : [`Nearest is call ${at + 1}:`, ...differences[at]!.map((line) => `  ${line}`)];
}

function shown(value: unknown): string {
  if (value instanceof RegExp || typeof value === 'bigint') return String(value);
  return (
    JSON.stringify(value, (_name, member: unknown) => (member instanceof RegExp ? String(member) : member)) ??
    String(value)
  );
}
