import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { LlmExchangeStreamReader } from './exchange-stream.js';
import { parseLlmExchange, type LlmExchange, type ParsedLlmExchange } from './parse-llm-exchange.js';

const FIXTURES = join(import.meta.dirname, '../../../../test/fixtures/provider-responses');

interface Recording {
  provider: string;
  api: string;
  url: string;
  status: number;
  request: unknown;
  response?: unknown;
  sse?: string[];
  ndjson?: string[];
  text?: string;
  bodyBase64?: string;
}

const NAMES = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));

const recorded = (name: string) => JSON.parse(readFileSync(join(FIXTURES, name), 'utf8')) as Recording;

function exchangeOf({ url, status, request, response, sse, ndjson, text, bodyBase64 }: Recording): LlmExchange {
  const exchange = { url, status, requestBody: request };
  if (response !== undefined) return { ...exchange, responseBody: response };
  if (bodyBase64 !== undefined) return { ...exchange, responseBytes: Buffer.from(bodyBase64, 'base64') };
  return { ...exchange, responseText: (sse ?? ndjson)?.join('\n') ?? text };
}

/** What the recordings say, as read from their bodies by eye. */
const SAID: Record<string, Partial<ParsedLlmExchange>> = {
  'alibaba/chat-qwen': {
    model: 'qwen3-max',
    promptTokens: 295,
    completionTokens: 22,
    cachedPromptTokens: 0,
    response: null,
    finishReason: 'tool_calls',
  },
  'anthropic/messages-cache-read-and-write': {
    promptTokens: 3 + 418 + 1_111,
    completionTokens: 33,
    cachedPromptTokens: 1_111,
    cacheWriteTokens: 418,
    maxTokens: 4_096,
  },
  'azure-openai/chat-content-filter': {
    model: 'gpt-35-turbo',
    finishReason: 'content_filter',
    response: null,
    promptTokens: 15,
    completionTokens: 19,
  },
  'azure-openai/chat-error-404': {
    error: {
      message:
        'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.',
      type: 'invalid_request_error',
      code: 'DeploymentNotFound',
    },
  },
  'bedrock/converse-cache-read-and-write': {
    requestModel: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    promptTokens: 3 + 1_712 + 236,
    cachedPromptTokens: 1_712,
    cacheWriteTokens: 236,
    completionTokens: 121,
    totalTokens: 2_072,
    finishReason: 'end_turn',
  },
  'bedrock/invoke-titan': {
    promptTokens: 5,
    completionTokens: 10,
    temperature: 0.8,
    maxTokens: 10,
    prompt: 'Say this is a test',
    response: '\nHello! I am a computer program designed to',
    finishReason: 'LENGTH',
  },
  'bedrock/invoke-llama': { promptTokens: 5, completionTokens: 10, finishReason: 'length' },
  'bedrock/converse-error-400': {
    error: { message: "This model doesn't support the s3Uri field. Remove s3Uri and try again." },
  },
  'cohere/v1-chat-basic': {
    requestModel: 'command-r',
    promptTokens: 135,
    completionTokens: 16,
    response: 'The most populous city is Tokyo with 13.96 million inhabitants.',
    finishReason: 'COMPLETE',
  },
  'cohere/v2-chat-cached-tool': {
    promptTokens: 1_452,
    completionTokens: 33,
    cachedPromptTokens: 144,
    toolCalls: [{ id: 'get_weather_k5pr4trwbbfd', name: 'get_weather', arguments: { city: 'Paris' } }],
  },
  'cohere/v2-chat-stream': { promptTokens: 69, completionTokens: 89, finishReason: 'COMPLETE' },
  'google/generate-code-execution-tool-tokens': { promptTokens: 13 + 289, completionTokens: 194, totalTokens: 496 },
  'google/generate-max-tokens-thoughts-only': {
    promptTokens: 15,
    completionTokens: 2,
    reasoningTokens: 2,
    finishReason: 'MAX_TOKENS',
    maxTokens: 5,
    systemPrompt: 'You are a helpful chatbot.',
  },
  'google/openai-compat-total-exceeds-sum': { promptTokens: 35, completionTokens: 109 - 35, totalTokens: 109 },
  'google/stream-prompt-count-changes': {
    promptTokens: 79,
    completionTokens: 12,
    totalTokens: 91,
    response: 'The temperature in Paris is 30°C.\n',
  },
  'google/generate-error-503-overloaded': {
    error: { message: 'The model is overloaded. Please try again later.', type: 'UNAVAILABLE', code: '503' },
  },
  'google-vertex/generate-prompt-blocked-no-counts': { promptTokens: null, finishReason: 'MODEL_ARMOR' },
  'groq/chat-stream-x-groq-usage': { promptTokens: 18, completionTokens: 73, totalTokens: 91 },
  'mistral/chat-num-cached-tokens-tool': { promptTokens: 64, cachedPromptTokens: 32, completionTokens: 6 },
  'ollama/chat-native-no-prompt-count': { promptTokens: null, completionTokens: 79, totalTokens: null },
  'openai/chat-legacy-function-call': {
    promptTokens: 82,
    completionTokens: 16,
    toolCalls: [{ name: 'get_current_weather', arguments: { location: 'Boston' } }],
  },
  'openai/completions-stream-emoji-no-usage': {
    response: '-stacktrace then 🙂\n\nName *\n\nEmail *',
    promptTokens: null,
  },
  'openai/chat-two-choices': { response: 'This is a test.', promptTokens: 12, completionTokens: 10 },
  'openrouter/chat-byok-tool': { providerCost: 0, promptTokens: 480, completionTokens: 33 },
  'openrouter/chat-stream-comments-cost': { promptTokens: 8_174, completionTokens: 30, providerCost: 0.0133176 },
  'openrouter/chat-stream-error-in-choice': { error: { message: 'Token limit reached', code: '400' } },
  'openrouter/chat-error-429-nested': { error: { message: 'Provider returned error', code: '429' } },
  'perplexity/chat-citations': { model: 'sonar', promptTokens: 11, completionTokens: 392 },
  'together/chat-tool': { promptTokens: 19, completionTokens: 29, cachedPromptTokens: 0 },
  'voyage/embeddings-total-only': { promptTokens: 3, completionTokens: null, totalTokens: 3 },
  'xai/chat-reasoning-outside-completion': {
    completionTokens: 1 + 228,
    reasoningTokens: 228,
    providerCost: 0.00011765,
  },
};

/**
 * Counts as they stand in the bodies: prompt, completion, total, cached, written to the cache, reasoning. Null: the body does not say;
 * undefined: not looked at.
 */
type Counts = (number | null | undefined)[];
const COUNTED: Record<string, [model: string | null, finishReason: string | null, ...Counts]> = {
  'anthropic/messages-advisor-iterations': ['claude-sonnet-5', 'end_turn', 1_128 + 1_262, 110 + 11, 2_511, 0, 0, 28],
  'bedrock/converse-stream-tools': [null, 'tool_use', 415, 195, 610],
  'google/embed-batch': [null, null, null, null, null],
  'google-vertex/generate-tool-call': ['gemini-3-flash-preview', 'STOP', 43, 12 + 59, 114, null, null, 59],
  'openrouter/chat-cache-read-and-write-cost': [
    'anthropic/claude-4.6-sonnet-20260217',
    'stop',
    3_329,
    53,
    3_382,
    3_211,
    115,
    0,
  ],
  'anthropic/messages-basic-claude-2': ['claude-2.1', 'end_turn', 19, 22, 41, null, null, null],
  'anthropic/messages-cache-read': ['claude-opus-4-8', 'end_turn', 2 + 1_590, 4, 1_596, 1_590, 0, 0],
  'anthropic/messages-cache-write-tool': [
    'claude-sonnet-4-5-20250929',
    'tool_use',
    7 + 1_069,
    60,
    1_136,
    0,
    1_069,
    null,
  ],
  'anthropic/messages-emoji': ['claude-sonnet-4-5-20250929', 'end_turn', 567, 16, 583, 0, 0],
  'anthropic/messages-stop-sequence': ['claude-sonnet-4-5-20250929', 'stop_sequence', 32, 5, 37, 0, 0],
  'anthropic/messages-stream-basic': ['claude-sonnet-4-5-20250929', 'end_turn', 20, 5, 25, 0, 0],
  'anthropic/messages-stream-cache-write': ['claude-3-5-sonnet-20240620', 'end_turn', undefined, 289],
  'anthropic/messages-stream-emoji': ['claude-3-5-haiku-20241022', 'end_turn', undefined, 82],
  'anthropic/messages-thinking': ['claude-sonnet-4-5-20250929', 'end_turn', 107, 31, 138, 0, 0, 24],
  'anthropic/messages-web-search': ['claude-sonnet-4-20250514', 'end_turn', 8_984, 520, 9_504, 0, 0],
  'azure-openai/chat-basic': ['gpt-35-turbo', 'stop', 15, 24, 39, null, null, null],
  'azure-openai/chat-stream-no-usage': ['gpt-35-turbo', 'stop', null, null, null],
  'azure-openai/responses-reasoning': ['gpt-5.5', 'completed', 18, 16, 34, 0, null, 9],
  'azure-openai/responses-stream': ['gpt-5.1', 'completed', 11, 11, 22, 0, null, 0],
  'bedrock/converse-basic': [null, 'end_turn', 25, 4, 29, null, null, null],
  'bedrock/converse-guardrail': [null, 'guardrail_intervened', 54, 18, 72],
  'bedrock/converse-parallel-tools': [null, 'tool_use', 415, 190, 605],
  'bedrock/invoke-claude-tools': ['claude-3-5-sonnet-20240620', 'tool_use', 392, 135, 527],
  'cerebras/chat-reasoning': ['gpt-oss-120b', 'stop', 98, 47, 145, 0, null, 27],
  'cohere/v2-chat-basic': [null, 'COMPLETE', 496, 11, 507],
  'cohere/v2-chat-stream-tools': [null, 'TOOL_CALL', 968, 83, 1_051],
  'deepseek/chat-parallel-tools': ['deepseek-v4-flash', 'tool_calls', 875, 79, 954, 0, null, 26],
  'deepseek/responses-cached': ['deepseek-v4-flash', 'completed', 444, 14, 458, 384, null, 0],
  'google-vertex/stream-late-counts': ['gemini-2.5-flash', 'STOP', 8, 1_522 - 8, 1_522],
  'google/generate-basic': ['gemini-2.5-flash', 'STOP', 14, 1, 15],
  'google/generate-parallel-tools': ['gemini-3-flash-preview', 'STOP', 83, 30 + 190, 303, null, null, 190],
  'google/generate-safety-blocked': ['gemini-1.5-flash', 'SAFETY', 14, null, 14],
  'google/stream-tool-call': ['gemini-3-pro-preview', 'STOP', 29, 10 + 202, 241, null, null, 202],
  'groq/chat-basic': ['qwen/qwen3-32b', 'stop', 25, 2, 27, null, null, null],
  'groq/chat-cached-reasoning': ['openai/gpt-oss-120b', 'stop', 336, 96, 432, 256, null, 59],
  'groq/chat-stream-reasoning-tool': ['openai/gpt-oss-120b', 'tool_calls', 304, 49, 353, null, null, 23],
  'mistral/chat-stream': ['mistral-tiny', 'stop', 11, 43, 54],
  'ollama/generate-native': ['llama3', 'stop', 17, 63, 80],
  'openai/chat-cache-write': ['gpt-5.6-sol', 'stop', 4_020, 4, 4_024, 0, 4_012, 0],
  'openai/chat-korean': ['gpt-4.1-nano-2025-04-14', 'stop', 20, 2, 22, 0, null, 0],
  'openai/chat-reasoning-tool': ['gpt-5-mini-2025-08-07', 'tool_calls', 129, 83, 212, 0, null, 64],
  'openai/chat-stream-parallel-tools-no-usage': ['gpt-3.5-turbo-0125', 'tool_calls', null, null, null],
  'openai/chat-stream-two-choices': ['gpt-4o-mini-2024-07-18', 'stop', 26, 104, 130, 0, null, 0],
  'openai/completions-length': ['davinci-002', 'length', 8, 16, 24],
  'openai/responses-background-queued': ['gpt-4o-2024-08-06', 'queued', null, null, null],
  'openai/responses-basic': ['gpt-4.1-2025-04-14', 'completed', 8, 11, 19, 0, null, 0],
  'openai/responses-cache-write': ['gpt-5.6-sol', 'completed', 4_020, 5, 4_025, 0, 4_012, 0],
  'openai/responses-cached': ['gpt-4o-2024-08-06', 'completed', 1_349, 10, 1_359, 1_024, null, 0],
  'openai/responses-reasoning': ['o3-mini-2025-01-31', 'completed', 13, 227, 240, 0, null, 192],
  'openai/responses-reasoning-tool': ['gpt-5-mini-2025-08-07', 'completed', 47, 80, 127, 0, null, 64],
  'openai/responses-stream-file-search': ['gpt-4o-2024-08-06', 'completed', 1_177, 37, 1_214, 0, null, 0],
  'openai/responses-stream-japanese': ['gpt-4o-2024-08-06', 'completed', 10, 41, 51, 0, null, 0],
  'openai/responses-stream-reasoning-tool': ['gpt-5-2025-08-07', 'completed', 53, 469, 522, 0, null, 448],
  'openai/responses-web-search': ['gpt-5.2-2025-12-11', 'completed', 8_236, 74, 8_310, 0, null, 34],
  'openrouter/responses-cached-cost': ['openai/gpt-5.6-sol', 'completed', 4_020, 5, 4_025, 4_012],
  'zai/chat-cached-reasoning': ['glm-4.6v', 'stop', 435, 73, 508, 4, null, 56],
};

/** What failed answers say: the beginning of the message, type and code. */
const FAILED: Record<string, [message: string, type?: string, code?: string]> = {
  'anthropic/messages-error-400': ["This model does not support effort level 'xhigh'.", 'invalid_request_error'],
  'anthropic/messages-error-404': ['model: claude-sonet-4-5', 'not_found_error'],
  'azure-openai/chat-error-in-200-body': ['The response was filtered due to the prompt triggering Azure'],
  'cohere/v1-chat-error-404': ["model 'command-r' was removed on September 15, 2025."],
  'google-vertex/generate-error-400': ['Please use a valid role: user, model.', 'INVALID_ARGUMENT', '400'],
  'google/generate-error-404': ['models/gemini-3.6-flahs is not found for API version v1beta', 'NOT_FOUND', '404'],
  'groq/chat-error-400-tool-use-failed': ['Tool call validation failed', 'invalid_request_error', 'tool_use_failed'],
  'groq/chat-stream-error-event': ['Tool call validation failed'],
  'openai/chat-error-400': ['Web search options not supported with this model.', 'invalid_request_error'],
  'openai/chat-error-404': [
    'The model `this-model-does-not-exist` does not exist',
    'invalid_request_error',
    'model_not_found',
  ],
  'openai/embeddings-error-404': [
    'The model `non-existent-embedding-model` does not exist',
    'invalid_request_error',
    'model_not_found',
  ],
  'openai/responses-error-400': [
    "The requested model 'gpt-5.2-proo' does not exist.",
    'invalid_request_error',
    'model_not_found',
  ],
  'openai/responses-error-429-quota': ['You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'],
};

/** One frame of an AWS event stream, without its checksums. */
function awsFrame(payload: unknown): Buffer {
  const header = (name: string, value: string): Buffer => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(value.length);
    return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7]), length, Buffer.from(value)]);
  };
  const headers = Buffer.concat([header(':message-type', 'event'), header(':event-type', 'chunk')]);
  const body = Buffer.from(JSON.stringify(payload));
  const frame = Buffer.alloc(12 + headers.length + body.length + 4);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(headers.length, 4);
  headers.copy(frame, 12);
  body.copy(frame, 12 + headers.length);
  return frame;
}

/** Names of the recordings that exchange.spec.ts expects something of. */
function readElsewhere(): Record<string, true> {
  const spec = readFileSync(join(import.meta.dirname, 'exchange.spec.ts'), 'utf8');
  return Object.fromEntries([...spec.matchAll(/'([a-z-]+\/[a-z0-9-]+)'/g)].map(([, name]) => [name!, true]));
}

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
  for (const name of NAMES.toSorted()) {
    const { provider, api } = recorded(name);
    const group = `${provider} | ${api}`;
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  const rows = [...groups].map(([group, names]) => {
    const read = names.map((name) => parseLlmExchange(exchangeOf(recorded(name))));
    const marks = Object.values(TABLE).map((members) =>
      read.some((parsed) => members.some((member) => parsed[member] !== null)) ? 'x' : '',
    );
    return `| ${group} | ${names.length} | ${marks.join(' | ')} |\n`;
  });
  const heads = ['provider', 'api', 'recordings', ...Object.keys(TABLE)];
  return `\n| ${heads.join(' | ')} |\n|${heads.map(() => '---|').join('')}\n${rows.join('')}\n`;
}

describe('parseLlmExchange', () => {
  it.each(Object.entries(COUNTED))('counts %s', (name, [model, finishReason, ...counts]) => {
    const parsed = parseLlmExchange(exchangeOf(recorded(`${name}.json`)));
    expect(parsed).toMatchObject({ model, finishReason, error: null });
    const { promptTokens, completionTokens, totalTokens, cachedPromptTokens, cacheWriteTokens, reasoningTokens } =
      parsed;
    const read = [promptTokens, completionTokens, totalTokens, cachedPromptTokens, cacheWriteTokens, reasoningTokens];
    expect(counts.map((count, at) => (count === undefined ? undefined : read[at]))).toEqual(counts);
  });

  it.each(Object.entries(FAILED))('reads the error of %s', (name, [message, type, code]) => {
    const { error } = parseLlmExchange(exchangeOf(recorded(`${name}.json`)));
    expect(error).toMatchObject({
      message: expect.stringContaining(message),
      ...(type && { type }),
      ...(code && { code }),
    });
  });

  it.each(NAMES)('knows provider and API of %s by its address', (name) => {
    const { provider, api, ...recording } = recorded(name);
    expect(parseLlmExchange(exchangeOf({ provider, api, ...recording }))).toMatchObject({ provider, api });
  });

  it.each(Object.entries(SAID))('reads %s', (name, said) => {
    expect(parseLlmExchange(exchangeOf(recorded(`${name}.json`)))).toMatchObject(said);
  });

  it('is described in docs/providers.md as it reads the recordings (UPDATE_DOCS=1 writes it)', () => {
    const file = join(import.meta.dirname, '../../../../docs/providers.md');
    const docs = readFileSync(file, 'utf8');
    const [before, , after] = docs.split(/<!-- (?:table|end of table) -->\n/) as [string, string, string];
    const written = `${before}<!-- table -->\n${tableOfReadings()}<!-- end of table -->\n${after}`;
    if (process.env['UPDATE_DOCS']) writeFileSync(file, written);
    expect(written.replace(/[ -]+/g, ' ')).toBe(docs.replace(/[ -]+/g, ' '));
  });

  it('has every recording among its expectations', () => {
    const expected = new Set(Object.keys({ ...SAID, ...COUNTED, ...FAILED, ...readElsewhere() }));
    expect(NAMES.map((name) => name.replace('.json', '')).filter((name) => !expected.has(name))).toEqual([]);
  });

  it('reads a stream split anywhere as it does in one piece', () => {
    const streams = NAMES.map(recorded).filter(({ sse, ndjson, bodyBase64 }) => sse ?? ndjson ?? bodyBase64);
    expect(streams.length).toBeGreaterThan(30);
    const framingOf = ({ sse, ndjson }: Recording) => (sse ? 'sse' : ndjson ? 'ndjson' : 'aws');
    const bytesOf = ({ sse, ndjson, bodyBase64 }: Recording) =>
      bodyBase64 === undefined ? Buffer.from((sse ?? ndjson)!.join('\n')) : Buffer.from(bodyBase64, 'base64');
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
    const events = recorded('anthropic/messages-stream-basic.json').sse!.filter((line) => line.startsWith('data: '));
    const frames = events.map((line) => awsFrame({ bytes: Buffer.from(line.slice(6)).toString('base64') }));
    const url = 'https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude/invoke-with-response-stream';
    const parsed = parseLlmExchange({ url, status: 200, responseBytes: Buffer.concat(frames) });
    expect(parsed).toMatchObject({ provider: 'bedrock', response: '2', promptTokens: 20, completionTokens: 5 });
  });

  it('reads transcriptions and images, as far as they bill by tokens', () => {
    const details = { text_tokens: 0, audio_tokens: 14 };
    const usage = {
      type: 'tokens',
      input_tokens: 14,
      input_token_details: details,
      output_tokens: 45,
      total_tokens: 59,
    };
    const heard = parseLlmExchange({ status: 200, responseBody: { text: 'Hello there.', usage } });
    expect(heard).toMatchObject({
      response: 'Hello there.',
      promptTokens: 14,
      completionTokens: 45,
      audioPromptTokens: 14,
    });
    const painted = {
      data: [{ b64_json: 'aGk=' }],
      usage: { input_tokens: 50, output_tokens: 1_056, total_tokens: 1_106 },
    };
    expect(parseLlmExchange({ status: 200, responseBody: painted })).toMatchObject({
      response: null,
      promptTokens: 50,
      completionTokens: 1_056,
    });
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

  it('says the same of a stream as bytes, with any line ends', () => {
    for (const name of NAMES.filter((each) => recorded(each).sse !== undefined)) {
      const exchange = exchangeOf(recorded(name));
      const { responseText, ...rest } = exchange;
      const responseBytes = Buffer.from(responseText!.replace(/\r?\n/g, '\r\n'));
      expect(parseLlmExchange({ ...rest, responseBytes })).toEqual(parseLlmExchange(exchange));
    }
  });

  it('never throws, whatever becomes of an exchange', () => {
    const texts = NAMES.map((name) => JSON.stringify(exchangeOf(recorded(name)))).filter(
      (text) => text.length < 20_000,
    );
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
