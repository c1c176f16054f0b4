import { sse } from '../../../../test/support/framing.js';
import { describeUnrecorded, type UnrecordedCase } from '../../../../test/support/unrecorded.js';
import { parseLlmExchange } from './parse-llm-exchange.js';

const CASES: UnrecordedCase[] = [
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
        {
          id: 'chatcmpl-1',
          object: 'chat.completion.chunk',
          model: 'gpt-4o-2024-08-06',
          choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }],
        },
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

describeUnrecorded('errors', CASES, parseLlmExchange);
