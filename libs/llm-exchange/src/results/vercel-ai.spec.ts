import { describe, expect, it } from '@jest/globals';
import { readLlmResult } from './read-result.js';
import { LlmResultStreamReader } from './result-stream.js';

const DETAILS = {
  inputTokens: 100,
  inputTokenDetails: { noCacheTokens: 30, cacheReadTokens: 64, cacheWriteTokens: 6 },
  outputTokens: 50,
  outputTokenDetails: { textTokens: 10, reasoningTokens: 40 },
  totalTokens: 150,
};
/** As version 7 gives it, version 6, which repeats two of the details under the names of version 5, and version 5. */
const USAGES = {
  7: DETAILS,
  6: { ...DETAILS, cachedInputTokens: 64, reasoningTokens: 40 },
  5: { inputTokens: 100, outputTokens: 50, totalTokens: 150, cachedInputTokens: 64, reasoningTokens: 40 },
};
const TOKENS = {
  promptTokens: 100,
  completionTokens: 50,
  totalTokens: 150,
  cachedPromptTokens: 64,
  reasoningTokens: 40,
};

describe.each(Object.entries(USAGES))('usage of version %s of the AI SDK', (version, usage) => {
  const tokens = { ...TOKENS, cacheWriteTokens: version === '5' ? null : 6 };
  const step = (finishReason: string) => ({ content: [{ type: 'text', text: 'Hi' }], finishReason, usage });

  it('is read of a whole result', () => {
    expect(readLlmResult({ text: 'Hi', finishReason: 'stop', usage })).toMatchObject(tokens);
  });

  it('is summed over steps where there is no total', () => {
    const doubled = Object.entries(tokens).map(([name, value]) => [name, value === null ? null : value * 2]);
    expect(readLlmResult({ steps: [step('tool-calls'), step('stop')] })).toMatchObject(Object.fromEntries(doubled));
    expect(readLlmResult({ steps: [step('tool-calls'), step('stop')], totalUsage: usage })).toMatchObject(tokens);
  });

  it('is read of a stream that ends', () => {
    const reader = new LlmResultStreamReader({ maxTextBytes: 1_000 });
    reader.push({ type: 'text-delta', id: '1', text: 'Hi' });
    reader.push({ type: 'finish', finishReason: 'stop', totalUsage: usage });
    expect(reader.result()).toMatchObject({ response: 'Hi', finishReason: 'stop', ...tokens });
  });
});

it('tokens of `embed` and `embedMany` of the AI SDK are read', () => {
  const tokens = { promptTokens: 8, totalTokens: 8 };
  expect(readLlmResult({ value: 'a', embedding: [0.1], usage: { tokens: 8 } })).toMatchObject(tokens);
  expect(readLlmResult({ values: ['a'], embeddings: [[0.1]], usage: { tokens: 8 } })).toMatchObject(tokens);
});
