import { describe, expect, it } from '@jest/globals';
import { calculateLlmCost } from './llm-cost.js';

const at = new Date('2026-01-15T12:00:00Z');
const tokens = { promptTokens: 1_000, completionTokens: 100, at };

describe('calculateLlmCost', () => {
  it.each([
    // 1000 × 2.5 + 100 × 10
    ['openai', 'gpt-4o', {}, 0.0035],
    ['openai.responses', 'gpt-4o', {}, 0.0035],
    ['azure-openai', 'gpt-4o-2024-08-06', {}, 0.0035],
    [null, 'gpt-4o-2024-11-20', {}, 0.0035],
    // 600 × 2.5 + 400 × 1.25 + 100 × 10
    ['openai', 'gpt-4o', { cachedPromptTokens: 400 }, 0.003],
    // 100 × 3 + 500 × 0.3 + 400 × 3.75 + 100 × 15
    ['anthropic', 'claude-sonnet-4-20250514', { cachedPromptTokens: 500, cacheWriteTokens: 400 }, 0.00345],
    [
      'bedrock',
      'us.anthropic.claude-sonnet-4-20250514-v1:0',
      { cachedPromptTokens: 500, cacheWriteTokens: 400 },
      0.00345,
    ],
    ['google-vertex', 'claude-sonnet-4@20250514', { cachedPromptTokens: 500, cacheWriteTokens: 400 }, 0.00345],
    // 1000 × 0.3 + 100 × 2.5
    ['google', 'models/gemini-2.5-flash', {}, 0.00055],
    // 1000 × 0.02
    ['openai', 'text-embedding-3-small', { completionTokens: null }, 0.00002],
    ['openai', 'text-embedding-3-small', { completionTokens: 0 }, 0.00002],
    ['openrouter', 'deepseek/deepseek-r1:free', {}, 0],
    ['openai', 'gpt-4o', { promptTokens: 0, completionTokens: 0 }, 0],
  ])('prices %s %s %j at %d', (provider, model, usage, cost) => {
    expect(calculateLlmCost({ provider, model, ...tokens, ...usage })).toBe(cost);
  });

  it('takes the price of the time of the call', () => {
    const o3 = { provider: 'openai', model: 'o3', promptTokens: 1_000_000, completionTokens: 0 };
    expect(calculateLlmCost({ ...o3, at: new Date('2025-06-01') })).toBe(10);
    expect(calculateLlmCost({ ...o3, at: new Date('2025-07-01') })).toBe(2);
  });

  it.each([
    ['an unknown model', { provider: 'openai', model: 'gpt-nonsense' }],
    ['an unknown provider', { provider: 'acme', model: 'gpt-4o' }],
    ['a compatible server', { provider: 'openai-compatible', model: 'gpt-4o' }],
    ['a model that several providers offer', { provider: null, model: 'llama-3.3-70b-instruct' }],
    ['no prompt tokens', { promptTokens: null }],
    ['no completion tokens', { completionTokens: undefined }],
    ['tokens that are no number', { promptTokens: Number.NaN }],
    ['negative tokens', { completionTokens: -1 }],
    ['more cached tokens than prompt tokens', { cachedPromptTokens: 1_001 }],
    ['speech billed by the hour', { model: 'whisper-1' }],
    ['an invalid time of a model whose price changed', { model: 'o3', at: new Date(Number.NaN) }],
    ['a model that is no string', { model: 7 as unknown as string }],
    ['no model', { model: null }],
    ['an empty name', { model: '' }],
  ])('is null for %s', (_name, usage) => {
    expect(calculateLlmCost({ provider: 'openai', model: 'gpt-4o', ...tokens, ...usage })).toBeNull();
  });

  it('rounds to 12 decimals', () => {
    expect(
      calculateLlmCost({
        provider: 'bedrock',
        model: 'amazon.nova-micro-v1:0',
        promptTokens: 1,
        completionTokens: 3,
        at,
      }),
    ).toBe(0.000000455);
  });
});
