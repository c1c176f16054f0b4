import type { LlmApi } from '../api.js';
import { readInvokedModel } from './answer.js';
import { invokedModelStream } from './stream.js';

/** InvokeModel of AWS Bedrock, for models whose answers have a shape of their own; the others answer as their providers do. */
export const bedrockInvoke: LlmApi = {
  name: 'bedrock-invoke',
  operations: [
    { name: 'invoke', paths: [/\/model\/([^/]+)\/invoke$/] },
    { name: 'invoke-stream', paths: [/\/model\/([^/]+)\/invoke-with-response-stream$/], isFramed: true },
  ],
  words: {
    inputs: ['prompt', 'inputText'],
    limits: ['max_tokens_to_sample', 'max_gen_len', 'maxTokenCount'],
    settings: ['textGenerationConfig'],
  },
  readAnswer: readInvokedModel,
  stream: invokedModelStream,
};
