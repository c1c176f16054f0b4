import { isObject, object, objects } from '../../reading/json-reading.js';
import { type AskedCall, given, isEmbeddingCall, modelOf } from '../again.js';
import type { LlmApi } from '../api.js';
import { readOpenAiResponse } from './answer.js';
import { openAiResponseStream } from './stream.js';
import { OpenAiResponsesTurns } from './turns.js';

/** What only requests to this API say. */
const OWN_WORDS = ['input', 'previous_response_id', 'conversation', 'text', 'truncation', 'include', 'background'];
const OWN_REASONS = new Set(['completed', 'incomplete', 'max_output_tokens']);

/** OpenAI Responses, and those who speak its language. */
export const openAiResponses: LlmApi = {
  name: 'openai-responses',
  operations: [{ name: 'responses', paths: [/\/responses(?:\/compact)?$/] }],
  besides: [/\/input_tokens$/i],
  words: { turns: ['input'], inputs: ['input'], systems: ['instructions'], limits: ['max_output_tokens'] },
  readAnswer: readOpenAiResponse,
  marks: { object: 'response' },
  stream: openAiResponseStream,
  background: {
    paths: [/\/responses\/([^/]+)$/],
    isAsked: (request) => object(request)?.['background'] === true,
    isMade: (answer) => answer['background'] === true,
  },
  turnsOf: (_url, begin) => new OpenAiResponsesTurns(begin),
  again: {
    fits: isAsked,
    path: () => '/responses',
    body: (call, rest) =>
      given({
        model: modelOf(call),
        instructions: hasSystemTurn(rest['input']) ? null : call.systemPrompt,
        input: call.prompt ?? '',
        temperature: call.temperature,
        max_output_tokens: call.maxTokens,
        ...rest,
      }),
  },
};

function isAsked(call: AskedCall): boolean {
  const said = call.requestParameters ?? {};
  if (isEmbeddingCall(call) || Array.isArray(said['messages'])) return false;
  const hasFlatTools = objects(said['tools']).some(({ type, name }) => type === 'function' && name !== undefined);
  return hasFlatTools || OWN_WORDS.some((name) => name in said) || OWN_REASONS.has(call.finishReason ?? '');
}

function hasSystemTurn(turns: unknown): boolean {
  return (
    Array.isArray(turns) && turns.some((turn) => isObject(turn) && /^(system|developer)$/.test(String(turn['role'])))
  );
}
