import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readLlmResult } from './read-result.js';
import type { LlmResultReading } from './result-reading.js';
import { LlmResultStreamReader } from './result-stream.js';

const FIXTURES = join(import.meta.dirname, '../../../../test/fixtures/provider-responses');

interface Recording {
  response?: object;
  sse?: string[];
  ndjson?: string[];
}

const recorded = (name: string) => JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8')) as Recording;

/** The chunks as an SDK hands them over: parsed. */
function chunksOf({ sse, ndjson }: Recording): unknown[] {
  if (ndjson !== undefined) return ndjson.filter(Boolean).map((line) => JSON.parse(line) as unknown);
  const data = sse!.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim());
  return data.filter((text) => text !== '[DONE]').map((text) => JSON.parse(text) as unknown);
}

function readStream(chunks: unknown[]): LlmResultReading | null {
  const reader = new LlmResultStreamReader({ maxTextBytes: 100_000 });
  for (const chunk of chunks) reader.push(chunk);
  return reader.result();
}

/** What each recorded answer says, as read from its body by eye. */
const ANSWERS: Record<string, Partial<LlmResultReading>> = {
  'openai/chat-basic': {
    model: 'gpt-3.5-turbo-0125',
    response: 'Yes',
    finishReason: 'stop',
    promptTokens: 19,
    completionTokens: 1,
    totalTokens: 20,
    cachedPromptTokens: null,
    toolCalls: null,
  },
  'openai/chat-parallel-tools': {
    response: null,
    finishReason: 'tool_calls',
    promptTokens: 71,
    completionTokens: 46,
    cachedPromptTokens: 0,
    reasoningTokens: 0,
    toolCalls: [
      { id: 'call_jYdIdRZHxZTn5bWCq5jlMrJi', name: 'delete_file', arguments: { path: '.env' } },
      { id: 'call_TmlTVWQbzrXCZ4jNsCVNbNqu', name: 'create_file', arguments: { path: 'test.txt' } },
    ],
  },
  'openai/chat-cache-read': {
    response: 'OK',
    promptTokens: 4_020,
    cachedPromptTokens: 4_012,
    cacheWriteTokens: 0,
    completionTokens: 4,
  },
  'openai/chat-refusal-structured-output': {
    response: "I'm very sorry, but I can't assist with that request.",
    promptTokens: 65,
    completionTokens: 13,
  },
  'openai/embeddings-basic': {
    model: 'text-embedding-3-small',
    response: null,
    promptTokens: 4,
    completionTokens: null,
    totalTokens: 4,
  },
  'anthropic/messages-cache-read-and-write': {
    provider: 'anthropic',
    model: 'claude-sonnet-4-5-20250929',
    finishReason: 'end_turn',
    promptTokens: 3 + 418 + 1_111,
    cachedPromptTokens: 1_111,
    cacheWriteTokens: 418,
    completionTokens: 33,
    totalTokens: 3 + 418 + 1_111 + 33,
  },
  'anthropic/messages-parallel-tools': {
    finishReason: 'tool_use',
    promptTokens: 514,
    completionTokens: 152,
    cachedPromptTokens: null,
    toolCalls: [
      {
        id: 'toolu_012r6TBCWjRHG71j6zruYyUL',
        name: 'get_weather',
        arguments: { location: 'New York, NY', unit: 'fahrenheit' },
      },
      { id: 'toolu_01SkeBKkLCNYWNuivqFerGDd', name: 'get_time', arguments: { timezone: 'America/New_York' } },
    ],
  },
  'google/generate-thoughts': {
    model: 'gemini-2.5-flash',
    response: '{"city": "Paris"}',
    finishReason: 'STOP',
    promptTokens: 8,
    completionTokens: 6 + 99,
    reasoningTokens: 99,
    totalTokens: 113,
  },
  'google/generate-cached': { promptTokens: 345, cachedPromptTokens: 230, completionTokens: 37, totalTokens: 382 },
  'ollama/chat-native': {
    provider: 'ollama',
    model: 'llama3',
    finishReason: 'stop',
    promptTokens: 17,
    completionTokens: 66,
    totalTokens: 83,
  },
  'mistral/chat-cached': {
    model: 'mistral-large-latest',
    response: 'cache probe two.',
    promptTokens: 268,
    cachedPromptTokens: 224,
    completionTokens: 5,
  },
  'deepseek/chat-cached-reasoning-emoji': {
    model: 'deepseek-v4-flash',
    promptTokens: 976,
    cachedPromptTokens: 896,
    completionTokens: 61,
    reasoningTokens: 25,
  },
  'openrouter/chat-cost': {
    model: 'z-ai/glm-4.6',
    response: '\nok',
    providerCost: 0.000014,
    promptTokens: 16,
    completionTokens: 2,
  },
};

const STREAMS: Record<string, Partial<LlmResultReading>> = {
  'openai/chat-stream-usage': {
    model: 'gpt-4-0613',
    response: 'This is a test.',
    finishReason: 'stop',
    promptTokens: 12,
    completionTokens: 5,
    totalTokens: 17,
  },
  'openai/chat-stream-no-usage': {
    model: 'gpt-4-0613',
    response: 'This is a test.',
    promptTokens: null,
    completionTokens: null,
  },
  'openai/chat-stream-parallel-tools': {
    response: null,
    finishReason: 'tool_calls',
    promptTokens: 364,
    completionTokens: 40,
  },
  'openai/responses-stream-basic': { response: 'streamed', finishReason: 'completed' },
  'anthropic/messages-stream-parallel-tools': { finishReason: 'tool_use', promptTokens: 506, completionTokens: 153 },
  'anthropic/messages-stream-cache-read': {
    finishReason: 'end_turn',
    promptTokens: 4 + 1_167,
    cachedPromptTokens: 1_167,
    completionTokens: 256,
  },
  'google/stream-thoughts': {
    finishReason: 'STOP',
    response: Array.from({ length: 30 }, (_none, n) => n + 1).join('\n'),
    promptTokens: 18,
    completionTokens: 80 + 35,
    reasoningTokens: 35,
  },
  'ollama/chat-native-stream': { provider: 'ollama', finishReason: 'stop', promptTokens: 17, completionTokens: 50 },
};

describe('readLlmResult', () => {
  it.each(Object.entries(ANSWERS))('reads %s', (name, said) => {
    expect(readLlmResult(recorded(name).response)).toMatchObject(said);
  });

  it('reads a text, a LangChain message and a Vercel AI SDK result', () => {
    expect(readLlmResult('hello')).toMatchObject({ response: 'hello', promptTokens: null });
    const message = {
      content: 'hi',
      tool_calls: [],
      response_metadata: { model_name: 'm' },
      usage_metadata: { input_tokens: 5, output_tokens: 2, total_tokens: 7, input_token_details: { cache_read: 3 } },
    };
    expect(readLlmResult(message)).toMatchObject({
      response: 'hi',
      model: 'm',
      promptTokens: 5,
      cachedPromptTokens: 3,
      toolCalls: null,
    });
    const result = {
      text: 'hey',
      finishReason: 'stop',
      usage: { inputTokens: 4, outputTokens: 1, totalTokens: 5 },
      response: { modelId: 'v' },
      toolCalls: [{ toolCallId: 'c', toolName: 't', input: { a: 1 } }],
    };
    expect(readLlmResult(result)).toMatchObject({
      response: 'hey',
      model: 'v',
      promptTokens: 4,
      toolCalls: [{ id: 'c', name: 't', arguments: { a: 1 } }],
    });
  });

  it.each([
    [undefined],
    [null],
    [7],
    [{}],
    [[]],
    [{ data: [] }],
    [{ choices: [] }],
    [{ id: 1, name: 'a user' }],
    [new Date()],
  ])('sees no answer in %j', (value) => {
    expect(readLlmResult(value)).toBeNull();
  });

  it('never throws, whatever becomes of an answer', () => {
    const answers = Object.keys(ANSWERS).map((name) => recorded(name).response as object);
    fc.assert(
      fc.property(fc.constantFrom(...answers), fc.array(fc.tuple(fc.nat(), fc.anything())), (answer, changes) => {
        const mutant = structuredClone(answer);
        for (const [where, value] of changes) mutate(mutant as Record<string, unknown>, where, value);
        const reading = readLlmResult(mutant);
        for (const tokens of [reading?.promptTokens, reading?.completionTokens, reading?.totalTokens]) {
          expect(tokens === undefined || tokens === null || Number.isSafeInteger(tokens)).toBe(true);
        }
      }),
    );
  });

  it('survives getters that throw', () => {
    const hostile = Object.defineProperty({}, 'choices', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    expect(readLlmResult(hostile)).toBeNull();
    expect(new LlmResultStreamReader({ maxTextBytes: 10 }).push(hostile)).toBe(false);
  });
});

describe('LlmResultStreamReader', () => {
  it.each(Object.entries(STREAMS))('reads %s', (name, said) => {
    expect(readStream(chunksOf(recorded(name)))).toMatchObject(said);
  });

  it('keeps parallel tool calls apart', () => {
    const { toolCalls } = readStream(chunksOf(recorded('openai/chat-stream-parallel-tools')))!;
    expect(toolCalls).toHaveLength(2);
    expect(toolCalls!.every(({ name, arguments: given }) => name !== '' && typeof given === 'object')).toBe(true);
    const anthropic = readStream(chunksOf(recorded('anthropic/messages-stream-parallel-tools')))!;
    expect(anthropic.toolCalls).toHaveLength(2);
    expect(anthropic.toolCalls!.every(({ arguments: given }) => typeof given === 'object')).toBe(true);
  });

  it('says which chunk is the first with content', () => {
    const reader = new LlmResultStreamReader({ maxTextBytes: 1_000 });
    const content = chunksOf(recorded('openai/chat-stream-usage')).map((chunk) => reader.push(chunk));
    expect(content.indexOf(true)).toBe(1);
    expect(content.lastIndexOf(true)).toBe(5);
  });

  it('has what came before a stream was cut', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(STREAMS)), fc.nat(60), (name, length) => {
        const chunks = chunksOf(recorded(name));
        const whole = readStream(chunks)!.response ?? '';
        expect(whole.startsWith(readStream(chunks.slice(0, length))?.response ?? '')).toBe(true);
      }),
    );
  });

  it('joins texts, bytes cut within a character, and server-sent messages', () => {
    expect(readStream(['a', 'b'])).toMatchObject({ response: 'ab' });
    expect(readStream([...Buffer.from('Hé😀')].map((byte) => Uint8Array.of(byte)))).toMatchObject({ response: 'Hé😀' });
    expect(readStream([{ data: 'x' }, { data: 'y' }])).toMatchObject({ response: 'xy' });
    expect(readStream([])).toBeNull();
  });

  it('bounds what it keeps, and says how much is missing', () => {
    const reader = new LlmResultStreamReader({ maxTextBytes: 10 });
    for (let n = 0; n < 100; n += 1) reader.push('12345');
    expect(reader.result()!.response).toBe('1234512345\n… [490 characters more]');
  });
});

/** Puts a value somewhere into a tree. */
function mutate(tree: Record<string, unknown>, where: number, value: unknown): void {
  const keys = Object.keys(tree);
  const key = keys[where % keys.length];
  if (key === undefined) return;
  const child = tree[key];
  if (where % 3 !== 0 && typeof child === 'object' && child !== null)
    mutate(child as Record<string, unknown>, Math.floor(where / 3), value);
  else tree[key] = value;
}
