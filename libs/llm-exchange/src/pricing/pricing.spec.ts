import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calculateLlmCost } from './llm-cost.js';
import { createPriceBook } from './price-book.js';

const at = new Date('2026-01-15T00:00:00Z');

describe('calculateLlmCost', () => {
  it('prices prompt, cached and completion tokens separately', () => {
    // gpt-4o: 2.50 in, 1.25 cached, 10.00 out, USD per million tokens.
    const usage = { provider: 'openai', model: 'gpt-4o', promptTokens: 1_000, completionTokens: 100, at };
    expect(calculateLlmCost(usage)).toBe(0.0035);
    expect(calculateLlmCost({ ...usage, cachedPromptTokens: 400 })).toBe(0.003);
    expect(calculateLlmCost({ ...usage, provider: 'openai.chat' })).toBe(0.0035);
  });

  it('prices embeddings, which have no completion', () => {
    const usage = {
      provider: 'openai',
      model: 'text-embedding-3-small',
      promptTokens: 1_000_000,
      completionTokens: null,
      at,
    };
    expect(calculateLlmCost(usage)).toBe(0.02);
  });

  /** A million prompt tokens and a hundred thousand of completion, in USD of the list in January 2026. */
  it.each([
    ['openai', 'gpt-4o-2024-08-06', 2.5 + 1],
    ['openai', 'openai/gpt-4o', 2.5 + 1],
    [undefined, 'openai/gpt-4o', 2.5 + 1],
    ['azure-openai', 'gpt-4o', 2.5 + 1],
    ['azure', 'azure/gpt-4o', 2.5 + 1],
    ['openrouter', 'openai/gpt-4o', 2.5 + 1],
    ['google', 'models/gemini-2.5-flash', 0.3 + 0.25],
    ['google-vertex', 'publishers/google/models/gemini-2.5-flash', 0.3 + 0.25],
    ['vertex_ai', 'gemini-2.5-flash', 0.3 + 0.25],
    ['google.generative-ai', 'gemini-2.5-flash', 0.3 + 0.25],
    ['bedrock', 'anthropic.claude-3-5-sonnet-20240620-v1:0', 3 + 1.5],
    ['bedrock', 'global.anthropic.claude-haiku-4-5-20251001-v1:0', 1 + 0.5],
    ['amazon-bedrock', 'bedrock/anthropic.claude-3-5-sonnet-20240620-v1:0', 3 + 1.5],
    ['google-vertex', 'claude-haiku-4-5@20251001', 1 + 0.5],
    ['anthropic', 'anthropic/claude-haiku-4-5', 1 + 0.5],
    ['voyage', 'voyage-3', 0.06],
    ['openrouter', 'meta-llama/llama-3.3-70b-instruct:free', 0],
  ])('prices %s %s', (provider, model, cost) => {
    const usage = { provider, model, promptTokens: 1_000_000, completionTokens: 100_000, at };
    expect(calculateLlmCost(usage)).toBeCloseTo(cost, 12);
  });

  it('prices a long context by its tier, cached tokens too', () => {
    const usage = { provider: 'google', model: 'gemini-2.5-pro', completionTokens: 1_000, at };
    expect(calculateLlmCost({ ...usage, promptTokens: 200_000 })).toBeCloseTo(0.25 + 0.01, 12);
    expect(calculateLlmCost({ ...usage, promptTokens: 300_000 })).toBeCloseTo(0.75 + 0.015, 12);
    expect(calculateLlmCost({ ...usage, promptTokens: 300_000, cachedPromptTokens: 100_000 })).toBeCloseTo(
      0.5 + 0.025 + 0.015,
      12,
    );
  });

  it('prices what is written to the cache, and sound', () => {
    // claude-sonnet-4-5: 3.00 in, 0.30 cached, 3.75 written, 15.00 out.
    const claude = {
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      promptTokens: 1_000,
      completionTokens: 100,
      at,
    };
    const cost = (100 * 3 + 600 * 0.3 + 300 * 3.75 + 100 * 15) / 1e6;
    expect(calculateLlmCost({ ...claude, cachedPromptTokens: 600, cacheWriteTokens: 300 })).toBeCloseTo(cost, 12);
    // gemini-2.5-flash: 0.30 in, 1.00 in as sound, 2.50 out.
    const gemini = { provider: 'google', model: 'gemini-2.5-flash', promptTokens: 1_000, completionTokens: 100, at };
    expect(calculateLlmCost({ ...gemini, audioPromptTokens: 500 })).toBeCloseTo((500 * 0.3 + 500 + 250) / 1e6, 12);
  });

  it('prices nothing at nothing', () => {
    const nothing = { provider: 'openai', model: 'gpt-4o', promptTokens: 0, completionTokens: 0, at };
    expect(calculateLlmCost(nothing)).toBe(0);
  });

  it.each([
    ['an unknown model', { provider: 'openai', model: 'no-such-model', promptTokens: 1, completionTokens: 1 }],
    ['an unknown provider', { provider: 'my-own-gpu', model: 'gpt-4o', promptTokens: 1, completionTokens: 1 }],
    ['unknown prompt tokens', { provider: 'openai', model: 'gpt-4o', promptTokens: null, completionTokens: 1 }],
    ['a price by the hour', { provider: 'openai', model: 'whisper-1', promptTokens: 1, completionTokens: 1 }],
    [
      'more cached tokens than the prompt has',
      { provider: 'openai', model: 'gpt-4o', promptTokens: 1, completionTokens: 1, cachedPromptTokens: 2 },
    ],
    ['a negative number of tokens', { provider: 'openai', model: 'gpt-4o', promptTokens: -1, completionTokens: 1 }],
    ['an unknown prefix', { model: 'acme/gpt-4o', promptTokens: 1, completionTokens: 1 }],
    ['unknown completion tokens', { provider: 'openai', model: 'gpt-4o', promptTokens: 1, completionTokens: null }],
  ])('gives null for %s', (_what, usage) => {
    expect(calculateLlmCost(usage)).toBeNull();
  });

  it('never throws and never gives anything but an amount or null', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.double(), fc.double(), fc.double(), (provider, model, a, b, c) => {
        const cost = calculateLlmCost({ provider, model, promptTokens: a, completionTokens: b, cachedPromptTokens: c });
        expect(cost === null || cost >= 0).toBe(true);
      }),
    );
  });
});

describe('createPriceBook', () => {
  const book = createPriceBook([
    { provider: 'openai', model: 'gpt-4o', promptPerMillion: 1, completionPerMillion: 2, cachedPromptPerMillion: 0.5 },
    { model: /^local-/g, promptPerMillion: 0, completionPerMillion: 0 },
  ]);

  it('prefers the application’s prices, each time anew', () => {
    const usage = { provider: 'openai', model: 'gpt-4o', promptTokens: 1_000_000, completionTokens: 500_000 };
    expect(book.cost(usage)).toBe(2);
    expect(book.cost({ ...usage, cachedPromptTokens: 1_000_000 })).toBe(1.5);
    for (let n = 0; n < 3; n += 1)
      expect(book.cost({ model: 'local-llama', promptTokens: 5, completionTokens: 5 })).toBe(0);
  });

  it('follows prices that change with the time of day', () => {
    const usage = { provider: 'deepseek', model: 'deepseek-chat', promptTokens: 1_000_000, completionTokens: 0 };
    for (const time of ['16:29', '16:30', '16:29', '00:29', '00:30']) {
      const at = new Date(`2025-07-06T${time}:59Z`);
      expect(book.cost({ ...usage, at })).toBe(calculateLlmCost({ ...usage, at }));
    }
  });

  it('prices as calculateLlmCost does, whatever it remembers', () => {
    const tokens = fc.option(fc.nat(1_000_000));
    const model = fc.constantFrom(
      ['openai', 'gpt-4o-mini'],
      ['anthropic', 'claude-sonnet-4-5'],
      ['google', 'gemini-2.5-pro'],
      ['openai', 'text-embedding-3-small'],
      ['deepseek', 'deepseek-chat'],
      // It costs something for each request, too.
      ['perplexity', 'sonar'],
      ['openai', 'whisper-1'],
      ['google', 'models/gemini-2.5-flash'],
      ['openai', 'nothing'],
      ['nobody', 'gpt-4o'],
    );
    fc.assert(
      fc.property(
        model,
        tokens,
        tokens,
        tokens,
        tokens,
        fc.date({ min: new Date('2025-06-01'), max: new Date('2026-06-01'), noInvalidDate: true }),
        ([provider, name], promptTokens, completionTokens, cachedPromptTokens, cacheWriteTokens, date) => {
          const usage = {
            provider,
            model: name,
            promptTokens,
            completionTokens,
            cachedPromptTokens,
            cacheWriteTokens,
            at: date,
          };
          const wanted = calculateLlmCost(usage);
          const cost = book.cost(usage);
          if (wanted === null) expect(cost).toBeNull();
          else expect(cost).toBeCloseTo(wanted, 10);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('takes discounts off the list price', () => {
    const discounts = createPriceBook([
      { provider: 'openai', model: /^gpt-4o-mini/, discount: 1 },
      { provider: 'openai', discount: 0.2 },
    ]);
    const usage = { provider: 'openai', model: 'gpt-4o', promptTokens: 1_000, completionTokens: 0, at };
    expect(discounts.cost(usage)).toBe(0.002);
    expect(discounts.cost({ ...usage, model: 'gpt-4o-mini' })).toBe(0);
    expect(discounts.cost({ ...usage, provider: 'azure' })).toBe(0.0025);
    expect(discounts.cost({ ...usage, model: 'nothing' })).toBeNull();
  });

  it('knows the list for all else', () => {
    expect(book.cost({ provider: 'azure', model: 'gpt-4o', promptTokens: 1_000, completionTokens: 0, at })).toBe(
      0.0025,
    );
  });
});
