import { sse } from '../../../../test/support/framing.js';
import { describeUnrecorded, type UnrecordedCase } from '../../../../test/support/unrecorded.js';
import { parseLlmExchange } from './parse-llm-exchange.js';

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

const CASES: UnrecordedCase[] = [
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

describeUnrecorded('Chat Completions', CASES, parseLlmExchange);
