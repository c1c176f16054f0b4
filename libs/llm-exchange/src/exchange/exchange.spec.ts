import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chunksOf, recording, RECORDINGS } from '../../../../test/support/recordings.js';
import { readLlmResult } from '../results/read-result.js';
import type { LlmResultReading } from '../reading/result-reading.js';
import { LlmResultStreamReader } from '../results/result-stream.js';

function readStream(chunks: unknown[]): LlmResultReading | null {
  const reader = new LlmResultStreamReader({ maxTextBytes: 100_000 });
  for (const chunk of chunks) reader.push(chunk);
  return reader.result();
}

const ANSWERS = RECORDINGS.map((name) => recording(name).response).filter((response) => response !== undefined);
const STREAMS = RECORDINGS.map(recording).filter(({ sse, ndjson }) => (sse ?? ndjson) !== undefined);

describe('readLlmResult', () => {
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
    fc.assert(
      fc.property(fc.constantFrom(...ANSWERS), fc.array(fc.tuple(fc.nat(), fc.anything())), (answer, changes) => {
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
  it('says which chunk is the first with content', () => {
    const reader = new LlmResultStreamReader({ maxTextBytes: 1_000 });
    const content = chunksOf(recording('openai/chat-stream-usage')).map((chunk) => reader.push(chunk));
    expect(content.indexOf(true)).toBe(1);
    expect(content.lastIndexOf(true)).toBe(5);
  });

  it('has what came before a stream was cut', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STREAMS), fc.nat(60), (stream, length) => {
        const chunks = chunksOf(stream);
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
