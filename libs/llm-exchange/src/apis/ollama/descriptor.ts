import { bag, given, isEmbeddingCall, messagesOf, modelOf, type RequestedCall, turnsUnless } from '../again.js';
import type { Json } from '../../reading/json-reading.js';
import type { LlmApi } from '../api.js';
import { readOllama } from './answer.js';
import { ollamaStream } from './stream.js';

/** Ollama's own API; it speaks OpenAI's and Anthropic's too. */
export const ollama: LlmApi = {
  name: 'ollama',
  provider: 'ollama',
  operations: [
    { name: 'ollama-chat', paths: [/\/api\/chat$/] },
    { name: 'ollama-generate', paths: [/\/api\/generate$/] },
    { name: 'ollama-embed', paths: [/\/api\/embed$/], isEmbedding: true },
  ],
  words: {
    turns: ['messages'],
    inputs: ['prompt', 'input'],
    systems: ['system'],
    limits: ['num_predict'],
    settings: ['options'],
  },
  readAnswer: readOllama,
  stream: ollamaStream,
  again: {
    fits: () => true,
    path: (call) => (isEmbeddingCall(call) ? '/api/embed' : '/api/chat'),
    body: (call, rest) => (isEmbeddingCall(call) ? embedBody(call, rest) : chatBody(call, rest)),
  },
};

function embedBody(call: RequestedCall, rest: Json): Json {
  return given({ model: modelOf(call), input: call.prompt ?? '', ...rest });
}

function chatBody(call: RequestedCall, rest: Json): Json {
  return given({
    model: modelOf(call),
    stream: false,
    ...turnsUnless(rest, 'messages', () => messagesOf(call)),
    ...rest,
    options: bag({ temperature: call.temperature, num_predict: call.maxTokens }, rest['options']),
  });
}
