import type { LlmBudgetCall } from '../options/budgets.options.js';
import type { LlmBudgetMatch, LlmBudgetPer } from '../options/match.options.js';
import type { StoredBudget } from '../storage/budgets/stored-budgets.js';
import { counterKey, type CounterKey } from './counter-key.js';

/** Counters of one budget that are remembered at most: of a budget with `per`, one for each value. */
const MAX_COUNTERS = 10_000;
/** Members of a call that are values of `per`. */
const SUBJECTS = {
  company: 'companyId',
  user: 'userId',
  model: 'model',
  callType: 'callType',
  session: 'sessionId',
} as const satisfies Record<LlmBudgetPer, keyof LlmBudgetCall>;

type Subject = (typeof SUBJECTS)[LlmBudgetPer];
type Member = Exclude<keyof LlmBudgetMatch, 'tags' | 'environment'>;

/**
 * A budget as calls are compared with it. This is most of what a budget costs a call that is far from its limit, so what is the same for all
 * calls is computed once, and the counters of the window that runs are found without a key being made.
 */
export class BlockingBudget {
  readonly #subjectMember: Subject | undefined;
  readonly #wanted: readonly (readonly [Member, string])[];
  readonly #counters = new Map<string, CounterKey>();
  #start = Infinity;
  #end = -Infinity;

  constructor(private readonly budget: StoredBudget) {
    const { per, match = {} } = budget;
    this.#subjectMember = per === undefined ? undefined : SUBJECTS[per];
    const { tags: _tags, environment: _environment, ...wanted } = match;
    const entries = Object.entries(wanted) as [Member, string | undefined][];
    this.#wanted = entries.filter((entry): entry is [Member, string] => entry[1] !== undefined);
  }

  /**
   * The counter that a call counts in; undefined where it counts in none. What is not known of the call matches nothing.
   * @param environment of a call that does not say its own.
   * @param at when the call began, in ms since 1970.
   */
  counterOf(call: LlmBudgetCall, environment: string | undefined, at: number): CounterKey | undefined {
    const subject = this.#subjectMember === undefined ? '' : call[this.#subjectMember];
    if (subject === undefined || (subject === '' && this.#subjectMember !== undefined)) return undefined;
    return this.#matches(call, call.environment ?? environment) ? this.#counterAt(subject, at) : undefined;
  }

  #matches(call: LlmBudgetCall, environment: string | undefined): boolean {
    for (const [member, value] of this.#wanted) if (call[member] !== value) return false;
    const { match } = this.budget;
    if (match?.environment !== undefined && match.environment !== environment) return false;
    return match?.tags === undefined || match.tags.every((tag) => call.tags?.includes(tag) === true);
  }

  #counterAt(subject: string, at: number): CounterKey {
    if (at < this.#start || at >= this.#end || this.#counters.size >= MAX_COUNTERS) this.#enterWindow(at);
    let counter = this.#counters.get(subject);
    if (counter === undefined) this.#counters.set(subject, (counter = counterKey(this.budget, subject, at)));
    return counter;
  }

  #enterWindow(at: number): void {
    this.#counters.clear();
    const { start, end } = this.budget.windows.at(at);
    this.#start = start;
    this.#end = end;
  }
}
