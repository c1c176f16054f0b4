import { describe, expect, it } from '@jest/globals';
import { createPriceBook } from './price-book.js';

const at = new Date('2026-01-15T12:00:00Z');
const gpt4o = { provider: 'openai', model: 'gpt-4o', promptTokens: 1_000, completionTokens: 100, at };

describe('createPriceBook', () => {
  it('asks the price list when it has no price of its own', () => {
    const book = createPriceBook([]);
    expect(book.cost(gpt4o)).toBe(0.0035);
    expect(book.cost({ ...gpt4o, cachedPromptTokens: 400 })).toBe(0.003);
    expect(book.cost({ ...gpt4o, model: 'house-model' })).toBeNull();
    expect(book.cost({ ...gpt4o, model: 'house-model' })).toBeNull();
  });

  it('takes the first own price that applies', () => {
    const book = createPriceBook([
      { provider: 'azure-openai', model: 'gpt-4o', promptPerMillion: 9, completionPerMillion: 9 },
      { model: 'gpt-4o', promptPerMillion: 1, completionPerMillion: 2 },
      { model: /./, promptPerMillion: 100, completionPerMillion: 100 },
    ]);
    expect(book.cost(gpt4o)).toBe(0.0012);
    expect(book.cost({ ...gpt4o, provider: 'azure' })).toBe(0.0099);
    expect(book.cost({ ...gpt4o, provider: null, model: 'other' })).toBe(0.11);
  });

  it('prices cached tokens as prompt tokens unless told otherwise', () => {
    const cached = { ...gpt4o, cachedPromptTokens: 500, cacheWriteTokens: 200 };
    const plain = { model: 'gpt-4o', promptPerMillion: 10, completionPerMillion: 0 };
    expect(createPriceBook([plain]).cost(cached)).toBe(0.01);
    const own = createPriceBook([{ ...plain, cachedPromptPerMillion: 1, cacheWritePerMillion: 20 }]);
    expect(own.cost(cached)).toBe(0.0075);
  });

  it.each([/gpt/g, /gpt/y, /^GPT-4O$/gi])('matches %s every time', (model) => {
    const book = createPriceBook([{ model, promptPerMillion: 1, completionPerMillion: 0 }]);
    expect([1, 2, 3].map(() => book.cost(gpt4o))).toEqual([0.001, 0.001, 0.001]);
    expect(model.lastIndex).toBe(0);
  });

  it('is null where tokens are missing, own price or not', () => {
    const book = createPriceBook([{ model: 'gpt-4o', promptPerMillion: 1, completionPerMillion: 2 }]);
    expect(book.cost({ ...gpt4o, completionTokens: null })).toBeNull();
    expect(book.cost({ ...gpt4o, promptTokens: null })).toBeNull();
  });

  it('forgets models when there are too many names', () => {
    const book = createPriceBook([]);
    for (let index = 0; index < 2_100; index++) book.cost({ ...gpt4o, provider: 'voyage', model: `model-${index}` });
    expect(book.cost(gpt4o)).toBe(0.0035);
  });
});
