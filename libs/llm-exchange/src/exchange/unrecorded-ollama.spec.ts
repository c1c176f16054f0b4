import { ndjson } from '../../../../test/support/framing.js';
import { describeUnrecorded, type UnrecordedCase } from '../../../../test/support/unrecorded.js';
import { parseLlmExchange } from './parse-llm-exchange.js';

const line = (message: object, more: object = {}) => ({
  model: 'qwen3',
  message: { role: 'assistant', ...message },
  done: false,
  ...more,
});
const CASES: UnrecordedCase[] = [
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

describeUnrecorded('Ollama', CASES, parseLlmExchange);
