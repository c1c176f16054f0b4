import type { CountTokens } from 'llm-exchange/exchange';

/** Token of the counter; undefined where `gpt-tokenizer`, which is optional, is not installed. */
export const TOKEN_COUNTER = Symbol('TokenCounter');

/** Counts as OpenAI's newer models do, which is near enough for others. */
export async function loadTokenCounter(): Promise<CountTokens | undefined> {
  try {
    const { countTokens } = await import('gpt-tokenizer');
    // Without this, texts that look like special tokens are refused.
    return (text) => countTokens(text, { disallowedSpecial: new Set() });
  } catch {
    return undefined;
  }
}
