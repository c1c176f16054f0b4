import { describe, expect, it } from '@jest/globals';
import { awsFrame, invokeStream, ndjson, sse } from '../../../../test/support/framing.js';
import { parseLlmExchange, type LlmExchange, type ParsedLlmExchange } from './parse-llm-exchange.js';

/** Shapes of Anthropic, Google, Bedrock, Cohere and Ollama of which there is no recording: written after their documentation. */
type Case = [
  what: string,
  exchange: Omit<LlmExchange, 'status'> & { status?: number },
  said: Partial<ParsedLlmExchange>,
];

const messageStart = (usage: object) => ({
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-4-1',
    content: [],
    stop_reason: null,
    usage,
  },
});
const blockStart = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block });
const blockDelta = (index: number, delta: object) => ({ type: 'content_block_delta', index, delta });
const messageEnd = (stop_reason: string, usage: object) => [
  { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage },
  { type: 'message_stop' },
];

const ANTHROPIC: Case[] = [
  [
    'thoughts, text and parallel tool calls in one stream',
    {
      url: 'https://api.anthropic.com/v1/messages',
      responseText: sse([
        messageStart({
          input_tokens: 25,
          cache_creation_input_tokens: 100,
          cache_read_input_tokens: 0,
          output_tokens: 1,
        }),
        blockStart(0, { type: 'thinking', thinking: '', signature: '' }),
        blockDelta(0, { type: 'thinking_delta', thinking: 'Two cities.' }),
        blockDelta(0, { type: 'signature_delta', signature: 'EqQBCg' }),
        { type: 'content_block_stop', index: 0 },
        blockStart(1, { type: 'text', text: '' }),
        blockDelta(1, { type: 'text_delta', text: 'I look ' }),
        { type: 'ping' },
        blockDelta(1, { type: 'text_delta', text: 'it up.' }),
        blockStart(2, { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} }),
        blockDelta(2, { type: 'input_json_delta', partial_json: '' }),
        blockDelta(2, { type: 'input_json_delta', partial_json: '{"city": "Pa' }),
        blockDelta(2, { type: 'input_json_delta', partial_json: 'ris"}' }),
        blockStart(3, { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} }),
        // The counts of the end are the whole's, not to be added; what it does not know keeps its value.
        ...messageEnd('tool_use', { input_tokens: 25, cache_read_input_tokens: null, output_tokens: 89 }),
      ]),
    },
    {
      response: 'I look it up.',
      toolCalls: [
        { id: 'toolu_1', name: 'weather', arguments: { city: 'Paris' } },
        { id: 'toolu_2', name: 'now', arguments: {} },
      ],
      finishReason: 'tool_use',
      promptTokens: 125,
      cacheWriteTokens: 100,
      cachedPromptTokens: 0,
      completionTokens: 89,
      totalTokens: 214,
    },
  ],
  [
    'being overloaded in the middle of a stream',
    {
      responseText: sse([
        messageStart({ input_tokens: 9, output_tokens: 1 }),
        blockStart(0, { type: 'text', text: '' }),
        blockDelta(0, { type: 'text_delta', text: 'Hel' }),
        { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
      ]),
    },
    {
      provider: 'anthropic',
      model: 'claude-opus-4-1',
      response: 'Hel',
      finishReason: null,
      promptTokens: 9,
      error: { message: 'Overloaded', type: 'overloaded_error' },
    },
  ],
  [
    'Claude on Vertex',
    {
      url: 'https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict',
      requestBody: {
        anthropic_version: 'vertex-2023-10-16',
        max_tokens: 5,
        messages: [{ role: 'user', content: 'Hi' }],
      },
      responseBody: {
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-4-5-20250929',
        content: [{ type: 'text', text: 'Yo' }],
        stop_reason: 'max_tokens',
        usage: { input_tokens: 3, cache_creation_input_tokens: 0, cache_read_input_tokens: 7, output_tokens: 5 },
      },
    },
    {
      provider: 'google-vertex',
      api: 'messages',
      requestModel: 'claude-sonnet-4-5@20250929',
      model: 'claude-sonnet-4-5-20250929',
      promptTokens: 10,
      cachedPromptTokens: 7,
      completionTokens: 5,
      finishReason: 'max_tokens',
    },
  ],
];

const GEMINI = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash';
const candidate = (parts: object[], more: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
  modelVersion: 'gemini-2.5-flash',
});
const counts = { promptTokenCount: 100, candidatesTokenCount: 7, thoughtsTokenCount: 20, totalTokenCount: 157 };

const GOOGLE: Case[] = [
  [
    'a stream that is one list',
    {
      url: `${GEMINI}:streamGenerateContent`,
      responseText: JSON.stringify([
        candidate([{ text: 'Pa' }]),
        candidate([{ thought: true, text: 'Capital of France.' }, { text: 'ris' }]),
        {
          ...candidate([{ text: '.' }], { finishReason: 'STOP' }),
          usageMetadata: { ...counts, toolUsePromptTokenCount: 30, cachedContentTokenCount: 64 },
        },
      ]),
    },
    {
      api: 'stream-generate-content',
      requestModel: 'gemini-2.5-flash',
      response: 'Paris.',
      finishReason: 'STOP',
      promptTokens: 130,
      cachedPromptTokens: 64,
      completionTokens: 27,
      reasoningTokens: 20,
      totalTokens: 157,
    },
  ],
  [
    'an error within such a list',
    {
      url: `${GEMINI}:streamGenerateContent`,
      responseBody: [
        candidate([{ text: 'Pa' }]),
        { error: { code: 500, message: 'Internal error', status: 'INTERNAL' } },
      ],
    },
    { response: 'Pa', error: { message: 'Internal error', type: 'INTERNAL', code: '500' } },
  ],
  [
    'a prompt that is blocked, uncounted',
    { url: `${GEMINI}:generateContent`, responseBody: { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } } },
    { finishReason: 'PROHIBITED_CONTENT', response: null, promptTokens: null },
  ],
  [
    'function calls of a stream, each in a chunk of its own',
    {
      url: `${GEMINI}:streamGenerateContent?alt=sse`,
      responseText: sse([
        candidate([{ functionCall: { name: 'a', args: { x: 1 } }, thoughtSignature: 'Cs' }]),
        candidate([{ functionCall: { id: 'fc2', name: 'b' } }], { finishReason: 'STOP' }),
      ]),
    },
    {
      response: null,
      toolCalls: [
        { id: undefined, name: 'a', arguments: { x: 1 } },
        { id: 'fc2', name: 'b', arguments: {} },
      ],
    },
  ],
  [
    'sound in the prompt',
    {
      url: `${GEMINI}:generateContent`,
      responseBody: {
        ...candidate([{ text: 'A dog.' }], { finishReason: 'STOP' }),
        usageMetadata: {
          ...counts,
          promptTokensDetails: [
            { modality: 'TEXT', tokenCount: 40 },
            { modality: 'AUDIO', tokenCount: 60 },
          ],
        },
      },
    },
    { promptTokens: 100, audioPromptTokens: 60 },
  ],
  [
    'how long to wait',
    {
      status: 429,
      url: `${GEMINI}:generateContent`,
      responseBody: {
        error: {
          code: 429,
          message: 'Quota exceeded.',
          status: 'RESOURCE_EXHAUSTED',
          details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '36.5s' }],
        },
      },
    },
    { error: { message: 'Quota exceeded.', type: 'RESOURCE_EXHAUSTED', code: '429', retryAfterMs: 36_500 } },
  ],
  [
    'one embedding',
    {
      url: `${GEMINI}:embedContent`,
      responseBody: { embedding: { values: [0.1] }, usageMetadata: { promptTokenCount: 4 } },
    },
    { api: 'gemini-embed', promptTokens: 4, totalTokens: 4, completionTokens: null, response: null },
  ],
  [
    'embeddings of Vertex',
    {
      url: 'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/gemini-embedding-001:predict',
      responseBody: {
        predictions: [
          { embeddings: { values: [0.1], statistics: { token_count: 4, truncated: false } } },
          { embeddings: { values: [0.2], statistics: { token_count: 5, truncated: false } } },
        ],
      },
    },
    { provider: 'google-vertex', api: 'gemini-embed', requestModel: 'gemini-embedding-001', promptTokens: 9 },
  ],
  [
    'a tuned model',
    {
      url: 'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/endpoints/42:generateContent',
      responseBody: candidate([{ text: 'x' }]),
    },
    { api: 'generate-content', requestModel: '42', response: 'x' },
  ],
];

const invoked = (model: string, way = 'invoke-with-response-stream') =>
  `https://bedrock-runtime.us-east-1.amazonaws.com/model/${encodeURIComponent(model)}/${way}`;
const metrics = {
  'amazon-bedrock-invocationMetrics': { inputTokenCount: 12, outputTokenCount: 6, invocationLatency: 400 },
};

const BEDROCK: Case[] = [
  [
    'a stream of Llama',
    {
      url: invoked('meta.llama3-70b-instruct-v1:0'),
      responseBytes: invokeStream([
        { generation: '', prompt_token_count: 12, generation_token_count: 1, stop_reason: null },
        { generation: 'Hey', prompt_token_count: null, generation_token_count: 2, stop_reason: null },
        { generation: ' you', prompt_token_count: null, generation_token_count: 6, stop_reason: 'stop', ...metrics },
      ]),
    },
    {
      provider: 'bedrock',
      api: 'invoke-stream',
      requestModel: 'meta.llama3-70b-instruct-v1:0',
      response: 'Hey you',
      finishReason: 'stop',
      promptTokens: 12,
      completionTokens: 6,
      totalTokens: 18,
    },
  ],
  [
    'a stream of Nova',
    {
      url: invoked('amazon.nova-lite-v1:0'),
      responseBytes: invokeStream([
        { messageStart: { role: 'assistant' } },
        { contentBlockDelta: { delta: { text: 'Hey' }, contentBlockIndex: 0 } },
        { contentBlockStop: { contentBlockIndex: 0 } },
        { messageStop: { stopReason: 'end_turn' } },
        {
          metadata: { usage: { inputTokens: 12, outputTokens: 6, cacheReadInputTokenCount: 4 }, metrics: {} },
          ...metrics,
        },
      ]),
    },
    {
      response: 'Hey',
      finishReason: 'end_turn',
      promptTokens: 16,
      cachedPromptTokens: 4,
      completionTokens: 6,
      totalTokens: 22,
    },
  ],
  [
    'a stream of Titan',
    {
      url: invoked('amazon.titan-text-express-v1'),
      responseBytes: invokeStream([
        {
          outputText: 'He',
          index: 0,
          totalOutputTextTokenCount: null,
          completionReason: null,
          inputTextTokenCount: 12,
        },
        { outputText: 'y', index: 0, totalOutputTextTokenCount: 6, completionReason: 'FINISH', ...metrics },
      ]),
    },
    { response: 'Hey', finishReason: 'FINISH', promptTokens: 12, completionTokens: 6, totalTokens: 18 },
  ],
  [
    'a stream of Mistral, counted by Bedrock',
    {
      url: invoked('mistral.mistral-large-2402-v1:0'),
      responseBytes: invokeStream([
        { outputs: [{ text: 'He', stop_reason: null }] },
        { outputs: [{ text: 'y', stop_reason: 'stop' }], ...metrics },
      ]),
    },
    { response: 'Hey', finishReason: 'stop', promptTokens: 12, completionTokens: 6, totalTokens: 18 },
  ],
  [
    'a stream of Cohere’s Command R, counted by Bedrock',
    {
      url: invoked('cohere.command-r-v1:0'),
      responseBytes: invokeStream([
        { event_type: 'text-generation', text: 'Hey', is_finished: false },
        {
          event_type: 'stream-end',
          is_finished: true,
          finish_reason: 'COMPLETE',
          response: { text: 'Hey', generation_id: 'g', finish_reason: 'COMPLETE' },
          ...metrics,
        },
      ]),
    },
    { response: 'Hey', finishReason: 'COMPLETE', promptTokens: 12, completionTokens: 6 },
  ],
  [
    'a stream of an OpenAI model, counted by Bedrock',
    {
      url: invoked('openai.gpt-oss-120b-1:0'),
      responseBytes: invokeStream([
        {
          object: 'chat.completion.chunk',
          model: 'openai.gpt-oss-120b-1:0',
          choices: [{ index: 0, delta: { content: 'Hey' } }],
        },
        { object: 'chat.completion.chunk', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], ...metrics },
      ]),
    },
    { response: 'Hey', finishReason: 'stop', promptTokens: 12, completionTokens: 6 },
  ],
  [
    'Mistral, asked for the whole',
    {
      url: invoked('mistral.mistral-7b-instruct-v0:2', 'invoke'),
      requestBody: { prompt: '<s>[INST] Hi [/INST]', max_tokens: 9 },
      responseBody: { outputs: [{ text: 'Hello', stop_reason: 'length' }] },
    },
    { prompt: '<s>[INST] Hi [/INST]', maxTokens: 9, response: 'Hello', finishReason: 'length', promptTokens: null },
  ],
  [
    'an exception in the middle of a stream',
    {
      url: invoked('anthropic.claude-3-5-sonnet-20240620-v1:0'),
      responseBytes: Buffer.concat([
        invokeStream([
          messageStart({ input_tokens: 4, output_tokens: 1 }),
          blockStart(0, { type: 'text', text: '' }),
          blockDelta(0, { type: 'text_delta', text: 'Hel' }),
        ]),
        awsFrame(
          { ':message-type': 'exception', ':exception-type': 'throttlingException' },
          { message: 'Too many tokens, please wait before trying again.' },
        ),
      ]),
    },
    {
      response: 'Hel',
      promptTokens: 4,
      error: { message: 'Too many tokens, please wait before trying again.', type: 'throttlingException' },
    },
  ],
  [
    'a request that Converse refuses',
    {
      status: 403,
      url: invoked('us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'converse'),
      responseText: '{"Message":"You don\'t have access to the model with the specified model ID."}',
    },
    { provider: 'bedrock', error: { message: "You don't have access to the model with the specified model ID." } },
  ],
];

const COHERE: Case[] = [
  [
    'tool calls of a stream',
    {
      url: 'https://api.cohere.com/v2/chat',
      responseText: sse([
        { type: 'message-start', id: 'x', delta: { message: { role: 'assistant', content: [], tool_calls: [] } } },
        { type: 'tool-plan-delta', delta: { message: { tool_plan: 'I will' } } },
        {
          type: 'tool-call-start',
          index: 0,
          delta: {
            message: { tool_calls: { id: 't1', type: 'function', function: { name: 'sales', arguments: '' } } },
          },
        },
        {
          type: 'tool-call-delta',
          index: 0,
          delta: { message: { tool_calls: { function: { arguments: '{"day":' } } } },
        },
        { type: 'tool-call-delta', index: 0, delta: { message: { tool_calls: { function: { arguments: '"1"}' } } } } },
        { type: 'tool-call-end', index: 0 },
        {
          type: 'tool-call-start',
          index: 1,
          delta: { message: { tool_calls: { id: 't2', type: 'function', function: { name: 'now', arguments: '' } } } },
        },
        { type: 'tool-call-end', index: 1 },
        {
          type: 'message-end',
          delta: {
            finish_reason: 'TOOL_CALL',
            usage: {
              billed_units: { input_tokens: 37, output_tokens: 28 },
              tokens: { input_tokens: 893, output_tokens: 62 },
            },
          },
        },
      ]),
    },
    {
      response: null,
      toolCalls: [
        { id: 't1', name: 'sales', arguments: { day: '1' } },
        { id: 't2', name: 'now', arguments: {} },
      ],
      finishReason: 'TOOL_CALL',
      promptTokens: 893,
      completionTokens: 62,
      totalTokens: 955,
    },
  ],
  [
    'embeddings',
    {
      url: 'https://api.cohere.com/v2/embed',
      requestBody: { model: 'embed-v4.0', texts: ['a', 'b'], input_type: 'search_query' },
      responseBody: {
        id: 'x',
        embeddings: { float: [[0.1]] },
        texts: ['a', 'b'],
        meta: { api_version: { version: '2' }, billed_units: { input_tokens: 6 } },
      },
    },
    { api: 'cohere-embed', prompt: 'a\nb', promptTokens: 6, completionTokens: null, totalTokens: 6 },
  ],
  [
    'a ranking, which has no tokens',
    {
      url: 'https://api.cohere.com/v2/rerank',
      responseBody: {
        results: [{ index: 1, relevance_score: 0.9 }],
        id: 'x',
        meta: { billed_units: { search_units: 1 } },
      },
    },
    { provider: 'cohere', api: 'rerank', promptTokens: null, totalTokens: null, response: null },
  ],
  [
    'an error at the end of a stream',
    {
      url: 'https://api.cohere.com/v2/chat',
      responseText: sse([
        { type: 'content-delta', index: 0, delta: { message: { content: { text: 'He' } } } },
        { type: 'message-end', delta: { error: 'the model crashed', finish_reason: 'ERROR' } },
      ]),
    },
    { response: 'He', finishReason: 'ERROR', error: { message: 'the model crashed' } },
  ],
];

const line = (message: object, more: object = {}) => ({
  model: 'qwen3',
  message: { role: 'assistant', ...message },
  done: false,
  ...more,
});
const OLLAMA: Case[] = [
  [
    'thoughts and tool calls in lines of their own',
    {
      url: 'http://localhost:11434/api/chat',
      responseText: ndjson([
        line({ content: '', thinking: 'Let me' }),
        line({ content: '', tool_calls: [{ id: 'call_1', function: { index: 0, name: 'a', arguments: { x: 1 } } }] }),
        line({ content: '', tool_calls: [{ function: { index: 1, name: 'b', arguments: {} } }] }),
        line({ content: '' }, { done: true, done_reason: 'stop', prompt_eval_count: 169, eval_count: 15 }),
      ]),
    },
    {
      provider: 'ollama',
      model: 'qwen3',
      response: null,
      toolCalls: [
        { id: 'call_1', name: 'a', arguments: { x: 1 } },
        { id: undefined, name: 'b', arguments: {} },
      ],
      finishReason: 'stop',
      promptTokens: 169,
      completionTokens: 15,
      totalTokens: 184,
    },
  ],
  [
    'what it generates, line by line',
    {
      url: 'http://localhost:11434/api/generate',
      requestBody: {
        model: 'llama3.2',
        prompt: 'Sky?',
        system: 'Short.',
        options: { temperature: 0.1, num_predict: 9 },
      },
      responseText: ndjson([
        { model: 'llama3.2', response: 'Bl', done: false },
        { model: 'llama3.2', response: 'ue', done: false },
        { model: 'llama3.2', response: '', done: true, done_reason: 'stop', prompt_eval_count: 26, eval_count: 2 },
      ]),
    },
    {
      prompt: 'Sky?',
      systemPrompt: 'Short.',
      temperature: 0.1,
      maxTokens: 9,
      response: 'Blue',
      promptTokens: 26,
      completionTokens: 2,
    },
  ],
  [
    'embeddings',
    {
      url: 'http://localhost:11434/api/embed',
      responseBody: { model: 'all-minilm', embeddings: [[0.1]], total_duration: 1, prompt_eval_count: 8 },
    },
    { api: 'ollama-embed', model: 'all-minilm', promptTokens: 8, completionTokens: null, totalTokens: 8 },
  ],
  [
    'a failure in the middle',
    {
      url: 'http://localhost:11434/api/chat',
      responseText: ndjson([line({ content: 'Hel' }), { error: 'an error was encountered while running the model' }]),
    },
    { response: 'Hel', error: { message: 'an error was encountered while running the model' } },
  ],
];

describe.each([
  ['Anthropic', ANTHROPIC],
  ['Google', GOOGLE],
  ['Bedrock', BEDROCK],
  ['Cohere', COHERE],
  ['Ollama', OLLAMA],
])('parseLlmExchange of what was not recorded of %s', (_provider, cases) => {
  it.each(cases)('reads %s', (_what, exchange, said) => {
    expect(parseLlmExchange({ status: 200, ...exchange })).toMatchObject({ error: null, ...said });
  });
});
