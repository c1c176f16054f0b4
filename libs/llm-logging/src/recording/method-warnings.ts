import { Injectable, Logger } from '@nestjs/common';
import { oneLine } from 'llm-exchange/privacy';
import type { IntakeLimits } from './intake-limits.js';

/** Methods that are remembered at most: a program has no more, unless it makes classes all the time. */
const MAX_METHODS = 10_000;

const REMEDIES: Readonly<Record<string, string>> = {
  callType: 'Write it in a-z, 0-9, "_", "." and "-", such as `chat` or `triage.step`; the row says `other` until then.',
};
const OF_SELECTORS = 'Make the selector answer at once, for every argument and result that the method has.';
const OF_OTHERS = 'Give a value of that kind.';

const UNREAD =
  'its calls are recorded without model and tokens, so they have no cost: what the method returns is no answer that is known, and no exchange with a provider was seen in it. ' +
  'Set `capture: { auto: true }`, with the host in `capture.hosts` where it is not a known one, or return the answer of the SDK, or give @LogLlmCall() `model` and a `usage` selector. ' +
  "A method that asks no model itself is of `kind: 'step'`.";

/** Says what is wrong with the way in which a method's calls are recorded: once a method and topic. */
@Injectable()
export class MethodWarnings {
  readonly #logger = new Logger('LlmLogging');
  readonly #said = new Map<string, Set<string>>();
  readonly #limits = new WeakMap<IntakeLimits, Map<string, IntakeLimits>>();

  /**
   * @param method class and method, such as `ChatService.reply`.
   * @param topic of a short list: each is said once of a method.
   * @param message what is wrong and what to do, to stand behind the method's name.
   */
  once(method: string, topic: string, message: string): void {
    const said = this.#said.get(method) ?? new Set();
    if (said.has(topic) || (said.size === 0 && this.#said.size >= MAX_METHODS)) return;
    this.#said.set(method, said.add(topic));
    this.#logger.warn(oneLine(`${method}: ${message}`));
  }

  /** The limits for calls of a method: what they leave out is said of it. */
  limitsOf(method: string | undefined, limits: IntakeLimits): IntakeLimits {
    if (method === undefined) return limits;
    const known = this.#limits.get(limits) ?? new Map<string, IntakeLimits>();
    this.#limits.set(limits, known);
    let own = known.get(method);
    if (own === undefined) {
      own = {
        ...limits,
        report: ({ member, problem }) => this.#leftOut(method, member, problem),
        reportUnread: () => this.once(method, 'unread', UNREAD),
      };
      if (known.size < MAX_METHODS) known.set(method, own);
    }
    return own;
  }

  #leftOut(method: string, member: string, problem: string): void {
    const remedy = REMEDIES[member] ?? (problem.includes('its selector') ? OF_SELECTORS : OF_OTHERS);
    this.once(
      method,
      member,
      `@LogLlmCall() gives a value that cannot be recorded, and its calls are recorded without it. ${problem}. ${remedy} metadata.invalid of the rows says the same.`,
    );
  }
}
