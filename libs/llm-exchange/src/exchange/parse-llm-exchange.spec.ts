import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { invokeStream } from '../../../../test/support/framing.js';
import {
  exchangeOf,
  recording,
  RECORDINGS,
  streamedBytes,
  type Recording,
} from '../../../../test/support/recordings.js';
import { LlmExchangeStreamReader } from './exchange-stream.js';
import { parseLlmExchange, type LlmExchange, type ParsedLlmExchange } from './parse-llm-exchange.js';

const TABLE = {
  model: ['model'],
  texts: ['response'],
  'tool calls': ['toolCalls'],
  'finish reason': ['finishReason'],
  tokens: ['promptTokens', 'completionTokens'],
  cached: ['cachedPromptTokens'],
  'cache writes': ['cacheWriteTokens'],
  reasoning: ['reasoningTokens'],
  cost: ['providerCost'],
  errors: ['error'],
} as const satisfies Record<string, (keyof ParsedLlmExchange)[]>;

/** What was read in at least one recording of each provider and API. */
function tableOfReadings(): string {
  const groups = new Map<string, string[]>();
  for (const name of RECORDINGS) {
    const { provider, api } = recording(name);
    const group = `${provider} | ${api}`;
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  const rows = [...groups].map(([group, names]) => {
    const read = names.map((name) => parseLlmExchange(exchangeOf(name)));
    const marks = Object.values(TABLE).map((members) =>
      read.some((parsed) => members.some((member) => parsed[member] !== null)) ? 'x' : '',
    );
    return `| ${group} | ${names.length} | ${marks.join(' | ')} |\n`;
  });
  const heads = ['provider', 'api', 'recordings', ...Object.keys(TABLE)];
  return `\n| ${heads.join(' | ')} |\n|${heads.map(() => '---|').join('')}\n${rows.join('')}\n`;
}

describe('parseLlmExchange', () => {
  it('is described in docs/providers.md as it reads the recordings (UPDATE_DOCS=1 writes it)', () => {
    const file = join(import.meta.dirname, '../../../../docs/providers.md');
    const docs = readFileSync(file, 'utf8');
    const [before, , after] = docs.split(/<!-- (?:table|end of table) -->\n/) as [string, string, string];
    const written = `${before}<!-- table -->\n${tableOfReadings()}<!-- end of table -->\n${after}`;
    if (process.env['UPDATE_DOCS']) writeFileSync(file, written);
    expect(written.replace(/[ -]+/g, ' ')).toBe(docs.replace(/[ -]+/g, ' '));
  });

  it('reads a stream split anywhere as it does in one piece', () => {
    const streams = RECORDINGS.map(recording).filter((each) => streamedBytes(each) !== undefined);
    expect(streams.length).toBeGreaterThan(30);
    const framingOf = ({ sse, ndjson }: Recording) => (sse ? 'sse' : ndjson ? 'ndjson' : 'aws');
    const bytesOf = (stream: Recording) => streamedBytes(stream)!;
    const read = (stream: Recording, cuts: number[]) => {
      const bytes = bytesOf(stream);
      const reader = new LlmExchangeStreamReader(framingOf(stream), { maxTextBytes: 1_000_000 });
      const marks = [...new Set([0, ...cuts.map((cut) => cut % bytes.length), bytes.length])].sort((a, b) => a - b);
      for (const [index, end] of marks.slice(1).entries()) reader.push(bytes.subarray(marks[index], end));
      return reader.end();
    };
    fc.assert(
      fc.property(fc.constantFrom(...streams), fc.array(fc.nat(), { maxLength: 200 }), (stream, cuts) => {
        expect(read(stream, cuts)).toEqual(read(stream, []));
      }),
      { numRuns: 300 },
    );
    // And at every single byte, for a stream of each framing.
    for (const framing of ['sse', 'ndjson', 'aws']) {
      const stream = streams
        .filter((each) => framingOf(each) === framing)
        .sort((a, b) => bytesOf(a).length - bytesOf(b).length)[0]!;
      const everywhere = Array.from({ length: bytesOf(stream).length }, (_, at) => at);
      expect(read(stream, everywhere)).toEqual(read(stream, []));
    }
  });

  it('reads events of several data lines, with comments between', () => {
    const responseText =
      ': keep-alive\n\ndata: {"object":"chat.completion.chunk",\ndata: "choices":[{"delta":{"content":"Hi"}}]}\n\n: x\n';
    expect(parseLlmExchange({ status: 200, responseText })).toMatchObject({ response: 'Hi' });
  });

  it('reads what InvokeModel streams: events of the model inside those of Bedrock', () => {
    const lines = recording('anthropic/messages-stream-basic').sse!.filter((line) => line.startsWith('data: '));
    const responseBytes = invokeStream(lines.map((line) => JSON.parse(line.slice(6)) as object));
    const url = 'https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude/invoke-with-response-stream';
    const parsed = parseLlmExchange({ url, status: 200, responseBytes });
    expect(parsed).toMatchObject({ provider: 'bedrock', response: '2', promptTokens: 20, completionTokens: 5 });
  });

  it('describes images instead of keeping them', () => {
    const image = Buffer.from('not really an image, but long enough to be one');
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${image.toString('base64')}` } },
    ];
    const { prompt } = parseLlmExchange({ status: 200, requestBody: { messages: [{ role: 'user', content }] } });
    expect(prompt).toMatch(/^What is this\?\n\[image\/png, 46 bytes, sha256 [0-9a-f]{16}\]$/);
  });

  it('keeps earlier turns beside the last', () => {
    const messages = ['a', 'b', 'c'].map((content, n) => ({ role: n === 1 ? 'assistant' : 'user', content }));
    const parsed = parseLlmExchange({ status: 200, requestBody: { model: 'm', messages } });
    expect(parsed).toMatchObject({ prompt: 'c', requestParameters: { messages } });
  });

  it('never throws, whatever becomes of an exchange', () => {
    const texts = RECORDINGS.map((name) => JSON.stringify(exchangeOf(name))).filter((text) => text.length < 20_000);
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(40), fc.anything(), (text, at, length, value) => {
        const where = at % text.length;
        const damaged = text.slice(0, where) + text.slice(where + length);
        parseLlmExchange({ status: 200, responseText: damaged });
        const { responseBody, ...rest } = JSON.parse(text) as LlmExchange;
        parseLlmExchange({ ...rest, requestBody: value, responseBody: [value, responseBody] });
        parseLlmExchange({ ...rest, responseBody: value });
        parseLlmExchange({ ...rest, responseBytes: Buffer.from(damaged) });
      }),
    );
    expect(parseLlmExchange(undefined as never)).toMatchObject({ model: null, error: null });
  });
});
