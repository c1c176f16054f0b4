import type { Json } from '../../reading/json-reading.js';
import {
  type AskedCall,
  given,
  isEmbeddingCall,
  messagesOf,
  modelOf,
  type RequestedCall,
  turnsUnless,
} from '../again.js';
import type { LlmApi } from '../api.js';
import { readCohere } from './answer.js';
import { cohereStream } from './stream.js';

/** Chat and Embed of Cohere, of either version. */
export const cohere: LlmApi = {
  name: 'cohere',
  operations: [
    { name: 'cohere-v1-chat', paths: [/\/v1\/chat$/] },
    { name: 'cohere-v2-chat', paths: [/\/v2\/chat$/] },
    { name: 'cohere-embed', paths: [/\/v[12]\/embed$/], isEmbedding: true },
  ],
  besides: [/\/tokenize$/i],
  words: {
    turns: ['messages'],
    history: ['chat_history'],
    inputs: ['message', 'texts'],
    systems: ['preamble'],
    limits: ['max_tokens'],
  },
  readAnswer: readCohere,
  stream: cohereStream,
  again: {
    fits: () => true,
    path: (call) => (isEmbeddingCall(call) ? '/v2/embed' : isFirst(call) ? '/v1/chat' : '/v2/chat'),
    body: (call, rest) => {
      if (isEmbeddingCall(call)) return given({ model: modelOf(call), texts: [call.prompt ?? ''], ...rest });
      const { temperature, maxTokens } = call;
      return given({ model: modelOf(call), temperature, max_tokens: maxTokens, ...spoken(call, rest), ...rest });
    },
  },
};

function spoken(call: RequestedCall, rest: Json): Json {
  if (isFirst(call)) return { preamble: call.systemPrompt, message: call.prompt ?? '' };
  return turnsUnless(rest, 'messages', () => messagesOf(call));
}

/** The first version has the earlier turns in a member of their own. */
function isFirst({ requestParameters }: AskedCall): boolean {
  return Array.isArray(requestParameters?.['chat_history']);
}
