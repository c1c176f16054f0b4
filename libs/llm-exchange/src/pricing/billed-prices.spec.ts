import { describe, expect, it } from '@jest/globals';
import { splitCost } from './cost-split.js';
import { calculateLlmCost, reasonOf } from './llm-cost.js';
import { createPriceBook } from './price-book.js';
import type { PricedUsage } from './priced-usage.js';

const at = new Date('2026-11-01T12:00:00Z');
const list = createPriceBook([]);

type Case = readonly [what: string, usage: Omit<PricedUsage, 'at'>, cost: number | null];

const GPT = { provider: 'openai', model: 'gpt-5-mini', promptTokens: 100_000, completionTokens: 10_000 };
const OPUS_46 = { provider: 'anthropic', model: 'claude-opus-4-6', promptTokens: 100_000, completionTokens: 10_000 };
const OPUS_5 = { ...OPUS_46, model: 'claude-opus-5' };

/** USD of the installed list. */
const CASES: readonly Case[] = [
  ['the usual tier', { ...GPT, serviceTier: 'default' }, 0.045],
  ['flex', { ...GPT, serviceTier: 'flex' }, 0.0225],
  ['a batch of OpenAI', { ...GPT, serviceTier: 'batch' }, 0.0225],
  ['priority', { ...GPT, serviceTier: 'priority' }, 0.081],
  ['priority of a larger model', { ...GPT, model: 'gpt-5', serviceTier: 'priority' }, 0.45],
  ['a batch of Anthropic', { ...OPUS_46, serviceTier: 'batch' }, 0.375],
  ['priority under its newer name', { ...GPT, serviceTier: 'fast' }, 0.081],
  ['priority of a model that costs more in it', { ...GPT, model: 'gpt-5.5', serviceTier: 'priority' }, 2],
  ['fast mode', { ...OPUS_46, serviceTier: 'fast' }, 4.5],
  ['fast mode of a newer model', { ...OPUS_5, serviceTier: 'fast' }, 1.5],
  ['inference in the USA alone', { ...OPUS_46, usageDetails: { usOnlyInference: 1 } }, 0.825],
  ['the same as a batch', { ...OPUS_46, serviceTier: 'batch', usageDetails: { usOnlyInference: 1 } }, 0.4125],
  [
    'the same with searches, which cost what they cost',
    { ...OPUS_5, usageDetails: { usOnlyInference: 1, webSearches: 2 } },
    0.845,
  ],
  [
    'the same of a model from before that',
    { ...OPUS_46, model: 'claude-opus-4-5-20251101', usageDetails: { usOnlyInference: 1 } },
    0.75,
  ],
  [
    'Flex of Bedrock',
    {
      provider: 'bedrock',
      model: 'amazon.nova-pro-v1:0',
      promptTokens: 100_000,
      completionTokens: 10_000,
      serviceTier: 'flex',
    },
    0.056,
  ],
  [
    'Priority of Bedrock',
    {
      provider: 'bedrock',
      model: 'amazon.nova-pro-v1:0',
      promptTokens: 100_000,
      completionTokens: 10_000,
      serviceTier: 'priority',
    },
    0.196,
  ],
  [
    'Priority of Qwen at Bedrock',
    {
      provider: 'bedrock',
      model: 'qwen.qwen3-32b-v1:0',
      serviceTier: 'priority',
      promptTokens: 100_000,
      completionTokens: 10_000,
    },
    0.03675,
  ],
  [
    'Claude at Bedrock, which has no such tier',
    { ...OPUS_5, provider: 'bedrock', model: 'global.anthropic.claude-opus-5', serviceTier: 'priority' },
    null,
  ],
  ['a tier that has no price', { ...OPUS_5, serviceTier: 'reserved' }, null],
  [
    'flex of Groq, which costs as much',
    { ...GPT, provider: 'groq', model: 'openai/gpt-oss-20b', serviceTier: 'flex' },
    0.0105,
  ],
  [
    'cache writes of an hour',
    { ...OPUS_5, completionTokens: 0, cacheWriteTokens: 100_000, usageDetails: { cacheWrite1hTokens: 100_000 } },
    1,
  ],
  [
    'cache writes of five minutes',
    { ...OPUS_5, completionTokens: 0, cacheWriteTokens: 100_000, usageDetails: { cacheWrite5mTokens: 100_000 } },
    0.625,
  ],
  [
    'cache writes of an hour at Bedrock, whose list has none',
    {
      ...OPUS_5,
      provider: 'bedrock',
      model: 'global.anthropic.claude-opus-5',
      completionTokens: 0,
      cacheWriteTokens: 100_000,
      usageDetails: { cacheWrite1hTokens: 100_000 },
    },
    1,
  ],
  [
    'searches of Anthropic',
    { ...OPUS_5, promptTokens: 1_000, completionTokens: 100, usageDetails: { webSearches: 3 } },
    0.0375,
  ],
  [
    'searches of OpenAI',
    { ...GPT, promptTokens: 1_000, completionTokens: 1_000, usageDetails: { webSearches: 3 } },
    0.03225,
  ],
  [
    'searches in another tier, which cost the same',
    { ...GPT, serviceTier: 'flex', usageDetails: { webSearches: 3 } },
    0.0525,
  ],
  [
    'images of Gemini',
    {
      provider: 'google',
      model: 'gemini-2.5-flash-image',
      promptTokens: 10,
      completionTokens: 1290,
      usageDetails: { imageCompletionTokens: 1290 },
    },
    0.038703,
  ],
  [
    'images of OpenAI',
    {
      provider: 'openai',
      model: 'gpt-image-1.5',
      promptTokens: 50,
      completionTokens: 4160,
      usageDetails: { imageCompletionTokens: 4160 },
    },
    0.13337,
  ],
  [
    'the profile of Bedrock that was asked for',
    {
      ...OPUS_5,
      provider: 'bedrock',
      requestModel: 'global.anthropic.claude-opus-5',
      model: 'claude-opus-5',
    },
    0.75,
  ],
  ['a region of Bedrock', { ...OPUS_5, provider: 'bedrock', requestModel: 'us.anthropic.claude-opus-5' }, 0.825],
  [
    'the units that Cohere bills',
    {
      provider: 'cohere',
      model: 'command-a',
      promptTokens: 893,
      completionTokens: 62,
      usageDetails: { billedPromptTokens: 37, billedCompletionTokens: 28 },
    },
    0.0003725,
  ],
  [
    'sound of a model that the list has as if it were text',
    {
      provider: 'openai',
      model: 'gpt-4o-audio-preview-2025-06-03',
      promptTokens: 100,
      completionTokens: 50,
      usageDetails: { audioPromptTokens: 80, audioCompletionTokens: 40 },
    },
    0.00655,
  ],
  [
    'searches of xAI',
    { provider: 'xai', model: 'grok-4', promptTokens: 1_000, completionTokens: 100, usageDetails: { webSearches: 2 } },
    0.0145,
  ],
  [
    'reasoning and citations that have prices of their own',
    {
      provider: 'perplexity',
      model: 'sonar-deep-research',
      promptTokens: 100,
      completionTokens: 6_000,
      reasoningTokens: 5_000,
      usageDetails: { citationTokens: 1_000, webSearches: 10 },
    },
    0.0752,
  ],
  [
    'a model of Bedrock without its version, as at its address for the APIs of OpenAI',
    { provider: 'bedrock', model: 'openai.gpt-oss-20b', promptTokens: 100_000, completionTokens: 10_000 },
    0.01,
  ],
  [
    'sound by the hour',
    {
      provider: 'openai',
      model: 'whisper-1',
      promptTokens: null,
      completionTokens: null,
      usageDetails: { audioSeconds: 60 },
    },
    0.006,
  ],
];

describe('the price list', () => {
  it.each(CASES)('has a price for %s', (_what, usage, cost) => {
    const price = calculateLlmCost({ ...usage, at });
    if (cost === null) expect(price).toBeNull();
    else expect(price).toBeCloseTo(cost, 12);
    expect(list.cost({ ...usage, at })).toBe(price);
  });

  it.each(CASES.filter(([, usage, cost]) => cost !== null && usage.promptTokens !== null))(
    'splits the cost of %s',
    (_what, usage, cost) => {
      const parts = splitCost(list, { ...usage, at });
      expect(parts.reduce((sum, part) => sum + part.cost!, 0)).toBeCloseTo(cost!, 10);
    },
  );

  it('says why it has none', () => {
    expect(reasonOf({ ...GPT, promptTokens: null, at })).toBe('no_tokens');
    expect(reasonOf({ ...GPT, completionTokens: null, at })).toBe('no_tokens');
    expect(reasonOf({ ...GPT, model: 'unheard-of', at })).toBe('no_price');
    expect(reasonOf({ ...OPUS_5, serviceTier: 'reserved', at })).toBe('no_tier_price');
  });
});

it('splits what searches and writes of an hour cost', () => {
  const usageDetails = { cacheWrite1hTokens: 1_000, cacheWrite5mTokens: 1_000, webSearches: 2 };
  const usage = { ...OPUS_5, promptTokens: 3_000, completionTokens: 1_000, cacheWriteTokens: 2_000, usageDetails, at };
  expect(splitCost(list, usage)).toEqual([
    { class: 'input', tokens: 1_000, cost: 0.005 },
    { class: 'cache_write', tokens: 1_000, cost: 0.00625 },
    { class: 'cache_write_1h', tokens: 1_000, cost: 0.01 },
    { class: 'output', tokens: 1_000, cost: 0.025 },
    { class: 'web_search', tokens: 0, count: 2, cost: 0.02 },
  ]);
});

describe('prices of one’s own', () => {
  const own = createPriceBook([
    {
      model: 'mine',
      promptPerMillion: 1,
      completionPerMillion: 2,
      cachedPromptPerMillion: 0.1,
      cacheWritePerMillion: 1.25,
      cacheWrite1hPerMillion: 2,
      imagePromptPerMillion: 3,
      imageCompletionPerMillion: 4,
      audioPromptPerMillion: 5,
      audioCompletionPerMillion: 6,
      perWebSearch: 0.01,
      perRequest: 0.5,
      tiers: { flex: 0.5 },
    },
    { provider: 'anthropic', discount: 0.1, tiers: { reserved: 0.8 } },
  ]);
  const million = 1_000_000;
  const usage = {
    model: 'mine',
    promptTokens: 6 * million,
    cachedPromptTokens: million,
    cacheWriteTokens: 2 * million,
    completionTokens: 3 * million,
    usageDetails: {
      cacheWrite1hTokens: million,
      imagePromptTokens: million,
      audioPromptTokens: million,
      imageCompletionTokens: million,
      audioCompletionTokens: million,
      webSearches: 3,
    },
  };

  it('say all that is billed', () => {
    // 1 plain, 0.10 cached, 1.25 and 2 written, 3 image, 5 sound, then 2, 4 and 6 out; 3 searches and the request beside them.
    expect(own.cost(usage)).toBe(24.88);
    expect(own.cost({ ...usage, serviceTier: 'flex' })).toBe(12.705);
  });

  it('split like those of the list', () => {
    const parts = splitCost(own, usage);
    expect(parts.reduce((sum, { cost }) => sum + cost!, 0)).toBeCloseTo(own.cost(usage)!, 10);
  });

  it('are shares of the list price in tiers of one’s own, too', () => {
    expect(own.cost({ ...OPUS_5, serviceTier: 'reserved', at })).toBeCloseTo(0.75 * 0.8 * 0.9, 12);
    expect(own.cost({ ...OPUS_5, serviceTier: 'batch', at })).toBeCloseTo(0.75 * 0.5 * 0.9, 12);
  });
});
