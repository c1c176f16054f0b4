import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitCost } from './cost-split.js';
import { createPriceBook } from './price-book.js';

const at = new Date('2026-01-15T12:00:00Z');

/** Plain prices, cheaper and dearer caches, tiers by the length of the prompt, a discount, and prices of one's own. */
const MODELS = [
  { provider: 'openai', model: 'gpt-4o' },
  { provider: 'anthropic', model: 'claude-sonnet-4-5' },
  { provider: 'google', model: 'gemini-2.5-pro' },
  { provider: 'mistral', model: 'mistral-large-latest' },
  { provider: 'own', model: 'mine' },
];
const book = createPriceBook([
  { provider: 'mistral', discount: 0.15 },
  { model: 'mine', promptPerMillion: 3, completionPerMillion: 7, cacheWritePerMillion: 4 },
]);

const usage = fc
  .record({
    name: fc.constantFrom(...MODELS),
    plain: fc.nat(400_000),
    cached: fc.nat(100_000),
    written: fc.nat(100_000),
    output: fc.nat(50_000),
  })
  .map(({ name, plain, cached, written, output }) => ({
    ...name,
    at,
    promptTokens: plain + cached + written,
    completionTokens: output,
    cachedPromptTokens: cached,
    cacheWriteTokens: written,
  }));

describe('the parts of a cost', () => {
  it('add up to it, and hold all tokens', () => {
    fc.assert(
      fc.property(usage, (call) => {
        const parts = splitCost(book, call);
        const total = parts.reduce((sum, { cost }) => sum + cost!, 0);
        expect(total).toBeCloseTo(book.cost(call)!, 10);
        expect(parts.every(({ cost }) => cost !== null && cost >= 0)).toBe(true);
        expect(parts.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(call.promptTokens + call.completionTokens);
      }),
      // Rounded, its two caches come to more than the whole.
      {
        examples: [
          [
            {
              ...MODELS[0]!,
              at,
              promptTokens: 14_396,
              completionTokens: 0,
              cachedPromptTokens: 11_478,
              cacheWriteTokens: 2_918,
            },
          ],
        ],
      },
    );
  });

  it('are at the prices of each kind', () => {
    const call = { provider: 'anthropic', model: 'claude-sonnet-4-5', at };
    const tokens = { promptTokens: 3_000, cachedPromptTokens: 1_000, cacheWriteTokens: 1_000, completionTokens: 1_000 };
    expect(splitCost(book, { ...call, ...tokens })).toEqual([
      { class: 'input', tokens: 1_000, cost: 0.003 },
      { class: 'cached_input', tokens: 1_000, cost: 0.0003 },
      { class: 'cache_write', tokens: 1_000, cost: 0.00375 },
      { class: 'output', tokens: 1_000, cost: 0.015 },
    ]);
  });

  it('have no cost where the price, or what was answered, is not known', () => {
    const parts = (model: string, completionTokens: number | null) =>
      splitCost(book, { provider: 'openai', model, promptTokens: 5, completionTokens, at }).map(({ cost }) => cost);
    expect(parts('unheard-of', 1)).toEqual([null, null]);
    expect(parts('gpt-4o', null)).toEqual([0.0000125]);
    expect(splitCost(book, { model: 'gpt-4o', promptTokens: null, completionTokens: 1 })).toEqual([]);
  });
});
