import { sse } from '../../../../test/support/framing.js';
import { describeUnrecorded, type UnrecordedCase } from '../../../../test/support/unrecorded.js';
import { parseLlmExchange } from './parse-llm-exchange.js';

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

const CASES: UnrecordedCase[] = [
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

describeUnrecorded('Anthropic', CASES, parseLlmExchange);
