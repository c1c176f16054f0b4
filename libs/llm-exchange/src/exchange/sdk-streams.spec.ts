import { describe, expect, it } from '@jest/globals';
import { readLlmResult } from '../results/read-result.js';
import { LlmResultStreamReader } from '../results/result-stream.js';

function read(chunks: readonly unknown[]): ReturnType<LlmResultStreamReader['result']> {
  const reader = new LlmResultStreamReader({ maxTextBytes: 1_000_000 });
  for (const chunk of chunks) reader.push(chunk);
  return reader.result();
}

const bytes = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('chunks of LangChain', () => {
  const chunk = (more: object): object => ({ content: '', response_metadata: {}, ...more });

  it('add their counts, as its own concat does', () => {
    const usage = (input: number, output: number, details: object = {}): object => ({
      usage_metadata: { input_tokens: input, output_tokens: output, total_tokens: input + output, ...details },
    });
    const chunks = [
      chunk({ ...usage(1_025, 1, { input_token_details: { cache_read: 1_000 } }) }),
      chunk({ content: 'Hel' }),
      chunk({ content: 'lo', ...usage(0, 15, { input_token_details: { cache_read: 0 } }) }),
    ];
    expect(read(chunks)).toMatchObject({
      response: 'Hello',
      promptTokens: 1_025,
      completionTokens: 16,
      totalTokens: 1_041,
      cachedPromptTokens: 1_000,
    });
  });

  it('join the arguments of calls, grouped by index', () => {
    const piece = (index: number, more: object): object =>
      chunk({ tool_call_chunks: [{ index, type: 'tool_call_chunk', ...more }], tool_calls: [{ name: '', args: {} }] });
    const chunks = [
      piece(0, { id: 'a', name: 'weather', args: '' }),
      piece(0, { args: '{"city":' }),
      piece(1, { id: 'b', name: 'time', args: '{}' }),
      piece(0, { args: '"Rome"}' }),
    ];
    expect(read(chunks)?.toolCalls).toEqual([
      { id: 'a', name: 'weather', arguments: { city: 'Rome' } },
      { id: 'b', name: 'time', arguments: {} },
    ]);
  });
});

it('events of Mistral’s SDK are read', () => {
  const event = (choice: object, more: object = {}): object => ({
    data: {
      id: '1',
      object: 'chat.completion.chunk',
      model: 'mistral-small',
      choices: [{ index: 0, ...choice }],
      ...more,
    },
  });
  const call = { id: 'x', index: 0, function: { name: 'weather', arguments: '{"city":"Rome"}' } };
  const chunks = [
    event({ delta: { role: 'assistant', content: 'Hel' } }),
    event({ delta: { content: 'lo', toolCalls: [call] } }),
    event({ delta: {}, finishReason: 'stop' }, { usage: { promptTokens: 5, completionTokens: 2, totalTokens: 7 } }),
  ];
  expect(read(chunks)).toMatchObject({
    model: 'mistral-small',
    response: 'Hello',
    finishReason: 'stop',
    promptTokens: 5,
    completionTokens: 2,
    toolCalls: [{ id: 'x', name: 'weather', arguments: { city: 'Rome' } }],
  });
});

describe('results of the AWS SDK', () => {
  const message = {
    type: 'message',
    model: 'claude',
    content: [{ type: 'text', text: 'Hello' }],
    stop_reason: 'end_turn',
  };

  it('hold a model’s answer as bytes', () => {
    const body = bytes({ ...message, usage: { input_tokens: 5, output_tokens: 2 } });
    expect(readLlmResult({ $metadata: {}, contentType: 'application/json', body })).toMatchObject({
      model: 'claude',
      response: 'Hello',
      promptTokens: 5,
      completionTokens: 2,
    });
    expect(readLlmResult({ $metadata: {}, body: bytes([]) })).toBeNull();
  });

  it('stream a model’s events as bytes, and what Bedrock counted', () => {
    const chunk = (event: object): object => ({ chunk: { bytes: bytes(event) } });
    const metrics = { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 5, outputTokenCount: 2 } };
    const chunks = [chunk({ outputs: [{ text: 'Hel' }] }), chunk({ outputs: [{ text: 'lo' }], ...metrics })];
    expect(read(chunks)).toMatchObject({ response: 'Hello', promptTokens: 5, completionTokens: 2 });
  });
});
