import { object } from '../../reading/json-reading.js';
import { type AskedCall, bag, given, isEmbeddingCall, modelOf } from '../again.js';
import type { LlmApi } from '../api.js';
import { readInteraction } from './answer.js';
import { interactionStream } from './stream.js';

/** States in which an interaction ends: `generateContent` writes its reasons in capitals. */
const OWN_REASONS = new Set(['completed', 'requires_action', 'incomplete']);
const OWN_WORDS = ['input', 'previous_interaction_id', 'background', 'agent'];

/** Google's Interactions with models and agents. */
export const googleInteractions: LlmApi = {
  name: 'google-interactions',
  operations: [{ name: 'interactions', paths: [/\/interactions$/] }],
  words: {
    turns: ['input'],
    inputs: ['input'],
    systems: ['system_instruction'],
    limits: ['max_output_tokens'],
    settings: ['generation_config'],
  },
  readAnswer: readInteraction,
  stream: interactionStream,
  background: {
    paths: [/\/interactions\/([^/]+)$/],
    isAsked: (request) => object(request)?.['background'] === true,
    isMade: (answer) => answer['object'] === 'interaction',
  },
  again: {
    fits: isAsked,
    path: () => '/interactions',
    body: (call, rest) => {
      const { temperature, maxTokens } = call;
      return given({
        ...(rest['agent'] === undefined && { model: modelOf(call) }),
        system_instruction: call.systemPrompt,
        input: call.prompt ?? '',
        ...rest,
        generation_config: bag({ temperature, max_output_tokens: maxTokens }, rest['generation_config']),
      });
    },
  },
};

function isAsked(call: AskedCall): boolean {
  const said = call.requestParameters ?? {};
  if (isEmbeddingCall(call) || 'contents' in said) return false;
  return OWN_WORDS.some((name) => name in said) || OWN_REASONS.has(call.finishReason ?? '');
}
