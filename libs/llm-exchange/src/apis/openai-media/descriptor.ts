import type { LlmApi } from '../api.js';
import { readOpenAiMedia } from './answer.js';
import { openAiMediaStream } from './stream.js';

/** Transcriptions, speech and images of OpenAI and those who speak its language; images of Google's Imagen. */
export const openAiMedia: LlmApi = {
  name: 'openai-media',
  operations: [
    { name: 'audio-transcriptions', paths: [/\/audio\/(?:transcriptions|translations)$/], isText: true },
    { name: 'speech', paths: [/\/audio\/speech$/] },
    {
      name: 'image-generations',
      paths: [/\/images\/(?:generations|edits|variations)$/, /\/models\/(imagen(?![^/:]*embedding)[^/:]*):predict$/],
    },
  ],
  words: { inputs: ['prompt', 'input'] },
  readAnswer: readOpenAiMedia,
  isVague: true,
  stream: openAiMediaStream,
};
