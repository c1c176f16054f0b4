import { bag, given, modelOf, turnsUnless } from '../again.js';
import type { LlmApi } from '../api.js';
import { readConverse } from './answer.js';
import { converseStream } from './stream.js';

/** Converse of AWS Bedrock. */
export const bedrockConverse: LlmApi = {
  name: 'bedrock-converse',
  operations: [
    { name: 'converse', paths: [/\/model\/([^/]+)\/converse$/] },
    { name: 'converse-stream', paths: [/\/model\/([^/]+)\/converse-stream$/], isFramed: true },
  ],
  besides: [/count-tokens$/i],
  words: { turns: ['messages'], systems: ['system'], limits: ['maxTokens'], settings: ['inferenceConfig'] },
  readAnswer: readConverse,
  stream: converseStream,
  again: {
    fits: () => true,
    path: (call) => `/model/${encodeURIComponent(modelOf(call))}/converse`,
    body: ({ systemPrompt, prompt, temperature, maxTokens }, rest) =>
      given({
        system: systemPrompt === null ? null : [{ text: systemPrompt }],
        ...turnsUnless(rest, 'messages', () => [{ role: 'user', content: [{ text: prompt ?? '' }] }]),
        ...rest,
        inferenceConfig: bag({ temperature, maxTokens }, rest['inferenceConfig']),
      }),
  },
};
