import { given, isEmbeddingCall, modelOf } from '../again.js';
import type { LlmApi } from '../api.js';
import { readOpenAiEmbeddings } from './answer.js';

/** OpenAI Embeddings and their like, rankings too. */
export const openAiEmbeddings: LlmApi = {
  name: 'openai-embeddings',
  operations: [
    { name: 'embeddings', paths: [/\/embeddings$/], isEmbedding: true },
    { name: 'rerank', paths: [/\/rerank$/] },
  ],
  words: { inputs: ['input'] },
  readAnswer: readOpenAiEmbeddings,
  again: {
    fits: isEmbeddingCall,
    path: () => '/embeddings',
    body: (call, rest) => given({ model: modelOf(call), input: call.prompt ?? '', ...rest }),
  },
};
