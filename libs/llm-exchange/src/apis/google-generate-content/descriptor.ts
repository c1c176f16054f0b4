import { bag, given, modelOf, turnsUnless } from '../again.js';
import type { LlmApi } from '../api.js';
import { readGoogleContent } from './answer.js';
import { googleContentStream } from './stream.js';

/** `generateContent` of Gemini and Vertex. */
export const googleGenerateContent: LlmApi = {
  name: 'google-generate-content',
  operations: [
    { name: 'generate-content', paths: [/\/(?:models|tunedModels|endpoints)\/([^/:]+):generateContent$/] },
    { name: 'stream-generate-content', paths: [/\/(?:models|tunedModels|endpoints)\/([^/:]+):streamGenerateContent$/] },
  ],
  besides: [/countTokens$/i],
  words: {
    turns: ['contents'],
    systems: ['systemInstruction', 'system_instruction'],
    limits: ['maxOutputTokens'],
    settings: ['generationConfig', 'generation_config'],
  },
  readAnswer: readGoogleContent,
  stream: googleContentStream,
  again: {
    fits: () => true,
    path: (call) => `/models/${encodeURIComponent(modelOf(call))}:generateContent`,
    body: ({ systemPrompt, prompt, temperature, maxTokens }, rest) =>
      given({
        systemInstruction: systemPrompt === null ? null : { parts: [{ text: systemPrompt }] },
        ...turnsUnless(rest, 'contents', () => [{ role: 'user', parts: [{ text: prompt ?? '' }] }]),
        ...rest,
        generationConfig: bag({ temperature, maxOutputTokens: maxTokens }, rest['generationConfig']),
      }),
  },
};
