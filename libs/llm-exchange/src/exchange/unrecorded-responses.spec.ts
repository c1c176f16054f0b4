import { sse } from '../../../../test/support/framing.js';
import { describeUnrecorded, type UnrecordedCase } from '../../../../test/support/unrecorded.js';
import { parseLlmExchange } from './parse-llm-exchange.js';

const OPENAI = 'https://api.openai.com/v1';
const begun = {
  type: 'response.created',
  response: { object: 'response', status: 'in_progress', model: 'gpt-5', output: [] },
};
const called = { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: '', status: 'in_progress' };
const CASES: UnrecordedCase[] = [
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

describeUnrecorded('Responses', CASES, parseLlmExchange);
