import { awsFrame, invokeStream } from '../../../../test/support/framing.js';
import { describeUnrecorded, type UnrecordedCase } from '../../../../test/support/unrecorded.js';
import { parseLlmExchange } from './parse-llm-exchange.js';

const invoked = (model: string, way = 'invoke-with-response-stream') =>
  `https://bedrock-runtime.us-east-1.amazonaws.com/model/${encodeURIComponent(model)}/${way}`;
const metrics = {
  'amazon-bedrock-invocationMetrics': { inputTokenCount: 12, outputTokenCount: 6, invocationLatency: 400 },
};

const CASES: UnrecordedCase[] = [
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
          {
            type: 'message_start',
            message: {
              id: 'msg_1',
              type: 'message',
              role: 'assistant',
              model: 'claude-opus-4-1',
              content: [],
              stop_reason: null,
              usage: { input_tokens: 4, output_tokens: 1 },
            },
          },
          { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
          { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hel' } },
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

describeUnrecorded('Bedrock', CASES, parseLlmExchange);
