import type { LlmApi } from '../api.js';
import { readMistralOcr } from './answer.js';

/** Mistral's reading of documents. */
export const mistralOcr: LlmApi = {
  name: 'mistral-ocr',
  operations: [{ name: 'ocr', paths: [/\/ocr$/] }],
  readAnswer: readMistralOcr,
};
