import type { LlmApi } from '../api.js';
import { readLlamaCpp } from './answer.js';
import { llamaCppStream } from './stream.js';

/** llama.cpp's own `/completion`. */
export const llamaCpp: LlmApi = {
  name: 'llama-cpp',
  operations: [{ name: 'llama-completion', paths: [/\/completion$/] }],
  besides: [/\/tokenize$/i],
  words: { inputs: ['prompt'] },
  readAnswer: readLlamaCpp,
  stream: llamaCppStream,
};
