import { given, messagesOf, modelOf, turnsUnless } from '../again.js';
import type { LlmApi } from '../api.js';
import { readOpenAiChat } from './answer.js';
import { openAiChatStream } from './stream.js';

/** Providers whose newer models refuse `max_tokens`. */
const NEW_LIMIT: ReadonlySet<string | null> = new Set(['openai', 'azure-openai']);

/** OpenAI Chat Completions and the older Completions, and the many that speak their language. */
export const openAiChat: LlmApi = {
  name: 'openai-chat',
  operations: [
    { name: 'chat-completions', paths: [/\/chat\/completions$/] },
    { name: 'completions', paths: [/(?<!\/chat)\/completions$/] },
  ],
  besides: [/\/moderations$/i],
  words: { turns: ['messages'], inputs: ['prompt'], limits: ['max_tokens', 'max_completion_tokens'] },
  readAnswer: readOpenAiChat,
  stream: openAiChatStream,
  again: {
    fits: () => true,
    path: () => '/chat/completions',
    body: (call, rest) =>
      given({
        model: modelOf(call),
        temperature: call.temperature,
        [NEW_LIMIT.has(call.provider) ? 'max_completion_tokens' : 'max_tokens']: call.maxTokens,
        ...turnsUnless(rest, 'messages', () => messagesOf(call)),
        ...rest,
      }),
  },
};
