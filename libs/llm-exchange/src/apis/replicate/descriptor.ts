import { object, text } from '../../reading/json-reading.js';
import type { LlmApi } from '../api.js';
import { readPrediction } from './answer.js';

/** Predictions of Replicate. */
export const replicate: LlmApi = {
  name: 'replicate',
  operations: [{ name: 'replicate', paths: [/\/models\/([^/]+\/(?!v1\/)[^/]+)\/predictions$/, /\/v1\/predictions$/] }],
  readAnswer: readPrediction,
  background: {
    paths: [/\/predictions\/([^/]+)$/],
    isAsked: () => true,
    isMade: (answer) => text(object(answer['urls'])?.['get']) !== null,
  },
};
