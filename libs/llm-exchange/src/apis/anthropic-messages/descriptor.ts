import { given, message, modelOf, turnsUnless } from '../again.js';
import type { LlmApi } from '../api.js';
import { readAnthropicMessage } from './answer.js';
import { anthropicStream } from './stream.js';

/** Anthropic Messages, on Vertex too. */
export const anthropicMessages: LlmApi = {
  name: 'anthropic-messages',
  operations: [
    {
      name: 'messages',
      paths: [/\/v1\/messages$/, /\/publishers\/anthropic\/models\/([^/:]+):(?:raw|streamRaw)Predict$/],
    },
  ],
  besides: [/count[_-]tokens(?::rawPredict)?$/i],
  words: { turns: ['messages'], systems: ['system'], limits: ['max_tokens'] },
  readAnswer: readAnthropicMessage,
  marks: { type: 'message' },
  stream: anthropicStream,
  again: {
    fits: () => true,
    path: () => '/v1/messages',
    body: (call, rest) =>
      given({
        model: modelOf(call),
        max_tokens: call.maxTokens ?? 1024,
        temperature: call.temperature,
        system: call.systemPrompt,
        ...turnsUnless(rest, 'messages', () => message('user', call.prompt)),
        ...rest,
      }),
  },
};
