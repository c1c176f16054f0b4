import { describe, expect, it } from '@jest/globals';
import { sse } from '../../../../test/support/framing.js';
import { parseLlmExchange, type LlmExchange, type ParsedLlmExchange } from './parse-llm-exchange.js';

/** Shapes of OpenAI, and of those that speak its language, of which there is no recording: written after their documentation. */
type Case = [
  what: string,
  exchange: Omit<LlmExchange, 'status'> & { status?: number },
  said: Partial<ParsedLlmExchange>,
];

const OPENAI = 'https://api.openai.com/v1';
const chunk = (delta: object, more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  model: 'gpt-4o-2024-08-06',
  choices: [{ index: 0, delta, finish_reason: null, ...more }],
});
const answer = (message: object, usage?: object, more: object = {}) => ({
  object: 'chat.completion',
  model: 'a-model',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop', ...more }],
  usage,
});
const callPiece = (index: number | undefined, id: string | undefined, name: string | undefined, given: unknown) =>
  chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: given } }] });

const CHAT: Case[] = [
  [
    'a stream whose last chunk has the usage and no choices',
    {
      url: `${OPENAI}/chat/completions`,
      responseText: sse(
        [
          chunk({ role: 'assistant', content: '' }),
          chunk({ content: 'Hi' }),
          chunk({}, { finish_reason: 'stop' }),
          {
            object: 'chat.completion.chunk',
            model: 'gpt-4o-2024-08-06',
            choices: [],
            usage: {
              prompt_tokens: 9,
              completion_tokens: 1,
              total_tokens: 10,
              prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
              completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
            },
          },
        ],
        { isDone: true },
      ),
    },
    { response: 'Hi', finishReason: 'stop', promptTokens: 9, completionTokens: 1, totalTokens: 10, reasoningTokens: 0 },
  ],
  [
    'a refusal, piece by piece',
    { responseText: sse([chunk({ refusal: 'I can’t ' }), chunk({ refusal: 'help.' }, { finish_reason: 'stop' })]) },
    { response: 'I can’t help.', finishReason: 'stop' },
  ],
  [
    'a spoken answer',
    {
      responseBody: answer(
        { content: null, audio: { id: 'audio_1', data: 'UklGRg==', transcript: 'Yes, they are.' } },
        {
          prompt_tokens: 20,
          completion_tokens: 30,
          total_tokens: 50,
          prompt_tokens_details: { audio_tokens: 12, cached_tokens: 0 },
          completion_tokens_details: { audio_tokens: 25, reasoning_tokens: 0 },
        },
      ),
    },
    { response: 'Yes, they are.', promptTokens: 20, audioPromptTokens: 12, audioCompletionTokens: 25 },
  ],
  [
    'a deployment of Azure',
    {
      url: 'https://acme.openai.azure.com/openai/deployments/our-gpt4o/chat/completions?api-version=2024-10-21',
      responseBody: answer({ content: 'Hi' }, { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }),
    },
    { provider: 'azure-openai', api: 'chat-completions', requestModel: 'our-gpt4o', model: 'a-model', totalTokens: 3 },
  ],
  [
    'tool calls of one index that differ by id',
    {
      responseText: sse([
        callPiece(0, 'call_a', 'first', '{"n":1}'),
        callPiece(0, 'call_b', 'second', '{"n":2}'),
        callPiece(0, 'call_c', 'third', '{}'),
      ]),
    },
    {
      toolCalls: [
        { id: 'call_a', name: 'first', arguments: { n: 1 } },
        { id: 'call_b', name: 'second', arguments: { n: 2 } },
        { id: 'call_c', name: 'third', arguments: {} },
      ],
    },
  ],
  [
    'tool calls whose pieces alternate, with a name that is repeated',
    {
      responseText: sse([
        callPiece(0, 'call_a', 'look', '{"a"'),
        callPiece(1, 'call_b', 'look', ''),
        callPiece(0, 'call_a', 'look', ':1}'),
        callPiece(1, '', undefined, '{"b":2}'),
      ]),
    },
    {
      toolCalls: [
        { id: 'call_a', name: 'look', arguments: { a: 1 } },
        { id: 'call_b', name: 'look', arguments: { b: 2 } },
      ],
    },
  ],
  [
    'a tool call without index, whose arguments are no text',
    { responseText: sse([callPiece(undefined, 'call_a', 'look', { a: 1 })]) },
    { toolCalls: [{ id: 'call_a', name: 'look', arguments: { a: 1 } }] },
  ],
  [
    'a tool call that was cut off',
    { responseText: sse([callPiece(0, 'call_a', 'look', '{"a":')]) },
    { toolCalls: [{ id: 'call_a', name: 'look', arguments: '{"a":' }], finishReason: null },
  ],
  [
    'the error in the middle of a stream of OpenRouter',
    {
      url: 'https://openrouter.ai/api/v1/chat/completions',
      responseText: `: OPENROUTER PROCESSING\n\n${sse([
        chunk({ content: 'Hel' }),
        {
          ...chunk({ content: '' }, { finish_reason: 'error' }),
          error: { code: 502, message: 'Provider disconnected unexpectedly' },
        },
      ])}`,
    },
    {
      response: 'Hel',
      finishReason: 'error',
      error: { message: 'Provider disconnected unexpectedly', code: '502' },
    },
  ],
  [
    'what DeepSeek reasons, and what it took from its cache',
    {
      url: 'https://api.deepseek.com/chat/completions',
      responseBody: answer(
        { content: '9.8', reasoning_content: 'Let me compare.' },
        {
          prompt_tokens: 100,
          completion_tokens: 50,
          total_tokens: 150,
          prompt_cache_hit_tokens: 64,
          prompt_cache_miss_tokens: 36,
          completion_tokens_details: { reasoning_tokens: 40 },
        },
      ),
    },
    { response: '9.8', promptTokens: 100, cachedPromptTokens: 64, completionTokens: 50, reasoningTokens: 40 },
  ],
  [
    'the usage in the last chunk of Groq',
    {
      url: 'https://api.groq.com/openai/v1/chat/completions',
      responseText: sse([
        chunk({ content: 'Yo' }),
        {
          ...chunk({}, { finish_reason: 'stop' }),
          x_groq: { id: 'req_1', usage: { queue_time: 0.1, prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 } },
        },
      ]),
    },
    { provider: 'groq', response: 'Yo', promptTokens: 5, completionTokens: 1, totalTokens: 6 },
  ],
  [
    'the thoughts of Magistral beside its text',
    {
      url: 'https://api.mistral.ai/v1/chat/completions',
      responseBody: answer(
        {
          content: [
            { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
            { type: 'text', text: 'Four.' },
          ],
          tool_calls: [{ id: 'D681PevKs', function: { name: 'add', arguments: '{"a": 2, "b": 2}' } }],
        },
        { prompt_tokens: 8, completion_tokens: 20, total_tokens: 28 },
        { finish_reason: 'tool_calls' },
      ),
    },
    {
      response: 'Four.',
      toolCalls: [{ id: 'D681PevKs', name: 'add', arguments: { a: 2, b: 2 } }],
      finishReason: 'tool_calls',
    },
  ],
  [
    'reasoning that Perplexity counts separately',
    {
      url: 'https://api.perplexity.ai/chat/completions',
      responseBody: answer(
        { content: 'A report.' },
        {
          prompt_tokens: 33,
          completion_tokens: 7_163,
          total_tokens: 7_196,
          citation_tokens: 20_016,
          num_search_queries: 21,
          reasoning_tokens: 73_997,
          cost: { total_cost: 0.42 },
        },
      ),
    },
    { promptTokens: 33, completionTokens: 7_163 + 73_997, reasoningTokens: 73_997, providerCost: 0.42 },
  ],
  [
    'reasoning that xAI leaves out of the completion',
    {
      url: 'https://api.x.ai/v1/chat/completions',
      responseBody: answer(
        { content: 'Hi', reasoning_content: 'Thinking …' },
        {
          prompt_tokens: 32,
          completion_tokens: 9,
          total_tokens: 135,
          prompt_tokens_details: { text_tokens: 32, audio_tokens: 0, image_tokens: 0, cached_tokens: 6 },
          completion_tokens_details: { reasoning_tokens: 94, audio_tokens: 0 },
        },
      ),
    },
    { provider: 'xai', promptTokens: 32, completionTokens: 103, cachedPromptTokens: 6, reasoningTokens: 94 },
  ],
  [
    'the cache as LiteLLM and Alibaba count it',
    {
      url: 'https://litellm.internal.example/v1/chat/completions',
      responseBody: answer(
        { content: 'Hi' },
        {
          prompt_tokens: 2_010,
          completion_tokens: 5,
          total_tokens: 2_015,
          cache_creation_input_tokens: 1_000,
          cache_read_input_tokens: 1_000,
        },
      ),
    },
    { provider: null, promptTokens: 2_010, cachedPromptTokens: 1_000, cacheWriteTokens: 1_000 },
  ],
  [
    'a model on a host that nobody knows',
    {
      url: 'http://10.0.0.7:8000/v1/chat/completions',
      requestBody: { model: 'Qwen/Qwen3-8B', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 7 },
      responseBody: {
        ...answer(
          { content: 'Yes', reasoning_content: 'So', tool_calls: [] },
          {
            prompt_tokens: 11,
            total_tokens: 13,
            completion_tokens: 2,
            prompt_tokens_details: null,
          },
        ),
        model: 'Qwen/Qwen3-8B',
        prompt_logprobs: null,
      },
    },
    {
      provider: null,
      api: 'chat-completions',
      model: 'Qwen/Qwen3-8B',
      requestModel: 'Qwen/Qwen3-8B',
      prompt: 'Hi',
      maxTokens: 7,
      response: 'Yes',
      toolCalls: null,
      promptTokens: 11,
      cachedPromptTokens: null,
    },
  ],
  [
    'a stream of legacy completions without a name for it',
    {
      responseText: sse([
        { model: 'm', choices: [{ text: 'a' }] },
        { choices: [{ text: 'b', finish_reason: 'length' }] },
      ]),
    },
    { model: 'm', response: 'ab', finishReason: 'length' },
  ],
  [
    'an answer of Bedrock’s Mistral, which ends for a `stop_reason`',
    {
      url: 'https://bedrock-runtime.eu-west-3.amazonaws.com/model/mistral.pixtral-large-2502-v1%3A0/invoke',
      responseBody: answer({ content: 'Oui' }, undefined, { finish_reason: undefined, stop_reason: 'stop' }),
    },
    { provider: 'bedrock', requestModel: 'mistral.pixtral-large-2502-v1:0', response: 'Oui', finishReason: 'stop' },
  ],
];

const begun = {
  type: 'response.created',
  response: { object: 'response', status: 'in_progress', model: 'gpt-5', output: [] },
};
const called = { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: '', status: 'in_progress' };
const RESPONSES: Case[] = [
  [
    'a function call by its deltas, and nothing more',
    {
      url: `${OPENAI}/responses`,
      responseText: sse([
        begun,
        { type: 'response.output_item.added', output_index: 1, item: called },
        { type: 'response.function_call_arguments.delta', output_index: 1, delta: '{"city":' },
        { type: 'response.function_call_arguments.delta', output_index: 1, delta: '"Paris"}' },
      ]),
    },
    {
      model: 'gpt-5',
      toolCalls: [{ id: 'call_1', name: 'get_weather', arguments: { city: 'Paris' } }],
      finishReason: null,
      response: null,
    },
  ],
  [
    'function calls that are over, of a stream that is not',
    {
      responseText: sse([
        begun,
        { type: 'response.output_item.done', output_index: 0, item: { ...called, arguments: '{"city":"Rome"}' } },
        {
          type: 'response.output_item.done',
          output_index: 1,
          item: { type: 'custom_tool_call', call_id: 'call_2', name: 'run', input: 'print("x")' },
        },
      ]),
    },
    {
      toolCalls: [
        { id: 'call_1', name: 'get_weather', arguments: { city: 'Rome' } },
        { id: 'call_2', name: 'run', arguments: 'print("x")' },
      ],
    },
  ],
  [
    'a text that was cut off, a refusal too',
    {
      responseText: sse([
        begun,
        { type: 'response.output_text.delta', delta: 'Well, ' },
        { type: 'response.refusal.delta', delta: 'no.' },
      ]),
    },
    { response: 'Well, no.', finishReason: null, promptTokens: null },
  ],
  [
    '`response.incomplete`',
    {
      responseText: sse([
        begun,
        { type: 'response.output_text.delta', delta: 'Once upon' },
        {
          type: 'response.incomplete',
          response: {
            object: 'response',
            status: 'incomplete',
            model: 'gpt-5',
            incomplete_details: { reason: 'max_output_tokens' },
            output: [{ type: 'message', content: [{ type: 'output_text', text: 'Once upon' }] }],
            usage: {
              input_tokens: 10,
              input_tokens_details: { cached_tokens: 0 },
              output_tokens: 16,
              output_tokens_details: { reasoning_tokens: 12 },
              total_tokens: 26,
            },
          },
        },
      ]),
    },
    {
      response: 'Once upon',
      finishReason: 'max_output_tokens',
      completionTokens: 16,
      reasoningTokens: 12,
      error: null,
    },
  ],
  [
    '`response.failed`',
    {
      responseText: sse([
        begun,
        {
          type: 'response.failed',
          response: {
            object: 'response',
            status: 'failed',
            model: 'gpt-5',
            output: [],
            error: { code: 'server_error', message: 'The model failed to generate a response.' },
            usage: null,
          },
        },
      ]),
    },
    { finishReason: 'failed', error: { message: 'The model failed to generate a response.', code: 'server_error' } },
  ],
  [
    'the `error` event',
    {
      responseText: sse([
        begun,
        { type: 'error', code: 'ERR_SOMETHING', message: 'Something went wrong', param: null },
      ]),
    },
    { error: { message: 'Something went wrong', code: 'ERR_SOMETHING' } },
  ],
  [
    'thoughts that are returned in full: they are no answer',
    {
      responseBody: {
        object: 'response',
        status: 'completed',
        model: 'openai/gpt-oss-120b',
        output: [
          { type: 'reasoning', content: [{ type: 'reasoning_text', text: 'The user greets.' }] },
          { type: 'message', content: [{ type: 'output_text', text: 'Hello!' }] },
        ],
      },
    },
    { response: 'Hello!', finishReason: 'completed' },
  ],
];

const MEDIA: Case[] = [
  [
    'a transcription that is billed by its duration',
    {
      url: `${OPENAI}/audio/transcriptions`,
      responseBody: { text: 'Hello there.', usage: { type: 'duration', seconds: 3 } },
    },
    { api: 'audio-transcriptions', response: 'Hello there.', promptTokens: null, completionTokens: null },
  ],
  [
    'a transcription that is billed by its tokens, as a stream',
    {
      url: `${OPENAI}/audio/transcriptions`,
      responseText: sse([
        { type: 'transcript.text.delta', delta: 'Hello ' },
        { type: 'transcript.text.delta', delta: 'there.' },
        {
          type: 'transcript.text.done',
          text: 'Hello there.',
          usage: {
            type: 'tokens',
            input_tokens: 14,
            input_token_details: { text_tokens: 0, audio_tokens: 14 },
            output_tokens: 45,
            total_tokens: 59,
          },
        },
      ]),
    },
    { response: 'Hello there.', promptTokens: 14, completionTokens: 45, totalTokens: 59, audioPromptTokens: 14 },
  ],
  [
    'a transcription that says nothing else',
    { url: `${OPENAI}/audio/translations`, responseBody: { text: 'Good day.' } },
    { response: 'Good day.', promptTokens: null },
  ],
  [
    'an image',
    {
      url: `${OPENAI}/images/generations`,
      requestBody: { model: 'gpt-image-1', prompt: 'A cat' },
      responseBody: {
        created: 1,
        data: [{ b64_json: 'aGk=' }],
        usage: {
          total_tokens: 100,
          input_tokens: 50,
          output_tokens: 50,
          input_tokens_details: { text_tokens: 10, image_tokens: 40 },
        },
      },
    },
    { prompt: 'A cat', requestModel: 'gpt-image-1', promptTokens: 50, completionTokens: 50, response: null },
  ],
  [
    'an image that is painted bit by bit',
    {
      responseText: sse([
        { type: 'image_generation.partial_image', b64_json: 'aGk=', partial_image_index: 0 },
        {
          type: 'image_generation.completed',
          b64_json: 'aGk=',
          usage: { total_tokens: 100, input_tokens: 50, output_tokens: 50 },
        },
      ]),
    },
    { promptTokens: 50, completionTokens: 50, totalTokens: 100, response: null },
  ],
  [
    'embeddings of Mistral',
    {
      url: 'https://api.mistral.ai/v1/embeddings',
      requestBody: { model: 'mistral-embed', input: ['a', 'b'] },
      responseBody: {
        object: 'list',
        model: 'mistral-embed',
        data: [{ object: 'embedding', embedding: [0.1], index: 0 }],
        usage: { prompt_tokens: 15, completion_tokens: 0, total_tokens: 15 },
      },
    },
    { prompt: 'a\nb', model: 'mistral-embed', promptTokens: 15, completionTokens: 0, totalTokens: 15, response: null },
  ],
  [
    'a ranking of Voyage',
    {
      url: 'https://api.voyageai.com/v1/rerank',
      requestBody: { model: 'rerank-2', query: 'q', documents: ['a'] },
      responseBody: {
        object: 'list',
        data: [{ relevance_score: 0.4, index: 0 }],
        model: 'rerank-2',
        usage: { total_tokens: 26 },
      },
    },
    { api: 'rerank', model: 'rerank-2', promptTokens: 26, totalTokens: 26, completionTokens: null },
  ],
];

const ERRORS: Case[] = [
  [
    'xAI, which says the code beside the message',
    {
      url: 'https://api.x.ai/v1/chat/completions',
      status: 400,
      responseBody: { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xx***yy.' },
    },
    { error: { message: 'Incorrect API key provided: xx***yy.', code: 'Client specified an invalid argument' } },
  ],
  [
    'vLLM',
    { status: 404, responseBody: { object: 'error', message: 'No such model.', type: 'NotFoundError', code: 404 } },
    { error: { message: 'No such model.', type: 'NotFoundError', code: '404' } },
  ],
  [
    'vLLM, in the middle of a stream',
    {
      responseText: sse([
        chunk({ content: 'a' }),
        { object: 'error', message: 'Engine died.', type: 'InternalServerError', code: 500 },
      ]),
    },
    { response: 'a', error: { message: 'Engine died.', type: 'InternalServerError', code: '500' } },
  ],
  [
    'a list of errors',
    { status: 400, responseBody: { success: false, errors: [{ code: 7009, message: 'Upstream failed' }] } },
    { error: { message: 'Upstream failed', code: '7009' } },
  ],
  [
    'a proxy that answers with a page',
    { status: 502, responseText: '<html><h1>502 Bad Gateway</h1></html>' },
    { error: { message: '<html><h1>502 Bad Gateway</h1></html>' } },
  ],
  ['nothing at all', { status: 504 }, { error: { message: 'HTTP 504' } }],
];

describe.each([
  ['chat completions', CHAT],
  ['responses', RESPONSES],
  ['media and embeddings', MEDIA],
  ['errors', ERRORS],
])('parseLlmExchange of %s that were not recorded', (_group, cases) => {
  it.each(cases)('reads %s', (_what, exchange, said) => {
    expect(parseLlmExchange({ status: 200, ...exchange })).toMatchObject({ error: null, ...said });
  });
});
