import type { LlmApi } from '../api.js';
import { readTgi } from './answer.js';
import { tgiStream } from './stream.js';

/** `/generate` of Text Generation Inference. */
export const tgi: LlmApi = {
  name: 'tgi',
  operations: [{ name: 'tgi-generate', paths: [/(?<!\/api)\/generate$/, /\/generate_stream$/] }],
  words: { inputs: ['inputs'] },
  readAnswer: readTgi,
  stream: tgiStream,
};
