import { given, isEmbeddingCall, modelOf } from '../again.js';
import type { LlmApi } from '../api.js';
import { readGoogleEmbeddings } from './answer.js';

/** Embeddings of Gemini and Vertex. */
export const googleEmbeddings: LlmApi = {
  name: 'google-embeddings',
  operations: [
    {
      name: 'gemini-embed',
      paths: [/\/models\/([^/:]+):(?:embedContent|batchEmbedContents)$/, /\/models\/([^/:]*embedding[^/:]*):predict$/],
      isEmbedding: true,
    },
  ],
  words: { inputs: ['content', 'requests'] },
  readAnswer: readGoogleEmbeddings,
  again: {
    fits: isEmbeddingCall,
    path: (call) => `/models/${encodeURIComponent(modelOf(call))}:embedContent`,
    body: ({ prompt }, rest) => given({ content: { parts: [{ text: prompt ?? '' }] }, ...rest }),
  },
};
