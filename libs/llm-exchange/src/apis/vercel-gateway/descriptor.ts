import type { LlmApi } from '../api.js';
import { readVercelModelAnswer } from './answer.js';
import { vercelStream } from './stream.js';

/** What the Vercel AI SDK asks Vercel's gateway. */
export const vercelGateway: LlmApi = {
  name: 'vercel-gateway',
  operations: [
    { name: 'language-model', paths: [/\/ai\/language-model$/] },
    { name: 'embeddings', paths: [/\/ai\/embedding-model$/], isEmbedding: true },
  ],
  words: { turns: ['prompt'] },
  readAnswer: readVercelModelAnswer,
  stream: vercelStream,
};
