import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
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

describe('parseLlmExchange', () => {
  it.each(NAMES)('knows provider and API of %s by its address', (name) => {
    const { provider, api, ...recording } = recorded(name);
    expect(parseLlmExchange(exchangeOf({ provider, api, ...recording }))).toMatchObject({ provider, api });
  });

  it.each(Object.entries(SAID))('reads %s', (name, said) => {
    expect(parseLlmExchange(exchangeOf(recorded(`${name}.json`)))).toMatchObject(said);
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
