import type { CountTokens } from 'llm-exchange/exchange';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';

/**
 * Counts as OpenAI's newer models do, which is near enough for others, where `gpt-tokenizer` is installed, which is optional. Loading it
 * takes up to half a second in which nothing else runs. So it is loaded at start where requests are noticed by themselves; elsewhere when
 * somebody takes a `fetch` that records, as services do when they are made; and not at all in other applications.
 */
export class TokenCounter {
  #loading: Promise<void> | undefined;
  #count: CountTokens | undefined;

  /** Undefined until it is loaded, and where it is not installed. */
  get count(): CountTokens | undefined {
    return this.#count;
  }

  load(): Promise<void> {
    return (this.#loading ??= this.#load());
  }

  async #load(): Promise<void> {
    try {
      const { countTokens } = await import('gpt-tokenizer');
      // Without this, texts that look like special tokens are refused.
      this.#count = (text) => countTokens(text, { disallowedSpecial: new Set() });
    } catch {
      // It is not installed.
    }
  }
}

/** The counter of an application, loaded where its options notice requests by themselves. */
export async function tokenCounterFor({ capture, enabled }: ResolvedOptions): Promise<TokenCounter> {
  const counter = new TokenCounter();
  if (enabled && (capture.fetch || capture.auto)) await counter.load();
  return counter;
}
