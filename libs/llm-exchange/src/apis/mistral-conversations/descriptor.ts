import { isObject } from '../../reading/json-reading.js';
import type { LlmApi } from '../api.js';
import { readMistralConversation } from './answer.js';
import { mistralConversationStream } from './stream.js';

/** Mistral's conversations with models and agents. */
export const mistralConversations: LlmApi = {
  name: 'mistral-conversations',
  operations: [
    {
      name: 'conversations',
      paths: [/\/conversations(?:\/[^/]+(?:\/restart)?)?$/],
      // At such addresses OpenAI stores conversations; Mistral answers in them.
      asks: (body) => isObject(body) && body['inputs'] !== undefined,
    },
  ],
  words: { inputs: ['inputs'], systems: ['instructions'] },
  readAnswer: readMistralConversation,
  stream: mistralConversationStream,
};
