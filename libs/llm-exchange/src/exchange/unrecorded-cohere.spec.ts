import { sse } from '../../../../test/support/framing.js';
import { describeUnrecorded, type UnrecordedCase } from '../../../../test/support/unrecorded.js';
import { parseLlmExchange } from './parse-llm-exchange.js';

const CASES: UnrecordedCase[] = [
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

describeUnrecorded('Cohere', CASES, parseLlmExchange);
