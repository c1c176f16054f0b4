import { Inject, Injectable } from '@nestjs/common';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { createPriceBook, type PriceBook } from 'llm-exchange/pricing';
import type { LlmBudget, LlmBudgetCall } from '../options/budgets.options.js';
import { LEAST_USD, usd } from './usd.js';

/** How much the newest call counts in what such calls cost lately. */
const NEWEST = 0.2;
/** Kinds of calls that are remembered at most. */
const MAX_KINDS = 5_000;
/** Output tokens of a call that does not say how many it may have, where none like it was seen. */
const USUAL_TOKENS = 1_000;
const CHARACTERS_PER_TOKEN = 4;
/** Of the limit, for a call of which nothing is known. */
const UNKNOWN_SHARE = 0.01;

type Estimate = LlmBudget['estimateUsd'];

/** What a call is going to cost, as far as that is known before it is made. */
@Injectable()
export class CostEstimates {
  readonly #lately = new Map<string, number>();
  readonly #functions = new Map<string, Exclude<Estimate, number | undefined>>();
  readonly #prices: PriceBook;

  constructor(@Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions) {
    this.#prices = createPriceBook(options.prices);
  }

  /** Functions are of this process: the database has none. */
  useFunctionOf({ name, estimateUsd }: Pick<LlmBudget, 'name' | 'estimateUsd'>): void {
    if (typeof estimateUsd === 'function') this.#functions.set(name, estimateUsd);
    else this.#functions.delete(name);
  }

  /** A call has ended that was asked for so. @param cost USD; undefined where it is not known. */
  learn({ provider, model, callType }: LlmBudgetCall, cost: number | undefined): void {
    if (cost === undefined) return;
    const key = kindOf(provider, model, callType);
    const before = this.#lately.get(key);
    // Kinds move to the end when they are learned anew, so that the first is the one that was not seen for longest.
    if (before !== undefined && this.#lately.size > MAX_KINDS / 2) this.#lately.delete(key);
    this.#lately.set(key, before === undefined ? cost : before + (cost - before) * NEWEST);
    if (this.#lately.size > MAX_KINDS) this.#lately.delete(this.#lately.keys().next().value!);
  }

  /** USD, above 0. */
  of(budget: { readonly name: string; readonly estimateUsd?: number }, call: LlmBudgetCall, limitUsd: number): number {
    const amount = this.#given(budget, call) ?? this.#usual(call) ?? this.#priced(call) ?? limitUsd * UNKNOWN_SHARE;
    return Math.max(usd(amount), LEAST_USD);
  }

  #given({ name, estimateUsd }: { name: string; estimateUsd?: number }, call: LlmBudgetCall): number | undefined {
    const estimate = this.#functions.get(name);
    if (estimate === undefined) return estimateUsd;
    try {
      const amount = estimate(call);
      return Number.isFinite(amount) && amount >= 0 ? amount : undefined;
    } catch {
      return undefined;
    }
  }

  #usual({ provider, model, callType }: LlmBudgetCall): number | undefined {
    return this.#lately.get(kindOf(provider, model, callType));
  }

  #priced({ provider, model, maxTokens, promptLength = 0 }: LlmBudgetCall): number | undefined {
    if (model === undefined) return undefined;
    const cost = this.#prices.cost({
      provider,
      model,
      requestModel: model,
      promptTokens: Math.ceil(promptLength / CHARACTERS_PER_TOKEN),
      completionTokens: maxTokens ?? USUAL_TOKENS,
    });
    return cost ?? undefined;
  }
}

function kindOf(provider = '', model = '', callType = ''): string {
  return `${provider}\0${model}\0${callType}`;
}
