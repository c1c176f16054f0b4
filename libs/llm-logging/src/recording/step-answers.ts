import type { LlmTokenUsage } from 'llm-exchange/call';

/** Answers of one call's steps that are remembered at most. */
const MAX_ANSWERS = 1_000;

export type AnswerUsage = {
  readonly [Member in 'promptTokens' | 'completionTokens']?: LlmTokenUsage[Member];
} & { readonly model?: string | null };

/** What the steps of one call answered, to know it again in what the call returns. */
export class StepAnswers {
  /** Made when there is something to remember, as most calls have no steps. */
  #keys: Set<string> | undefined;

  add(usage: AnswerUsage): void {
    if (typeof usage.promptTokens !== 'number') return;
    this.#keys ??= new Set();
    if (this.#keys.size < MAX_ANSWERS) this.#keys.add(keyOf(usage));
  }

  has(usage: AnswerUsage): boolean {
    return this.#keys?.has(keyOf(usage)) === true;
  }

  clear(): void {
    this.#keys = undefined;
  }
}

function keyOf({ model, promptTokens, completionTokens }: AnswerUsage): string {
  return `${promptTokens}/${completionTokens}/${model ?? ''}`;
}
