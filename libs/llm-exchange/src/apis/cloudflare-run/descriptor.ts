import type { LlmApi } from '../api.js';
import { readCloudflare } from './answer.js';
import { cloudflareStream } from './stream.js';

/** Cloudflare's `ai/run`. */
export const cloudflareRun: LlmApi = {
  name: 'cloudflare-run',
  operations: [{ name: 'cloudflare-run', paths: [/\/ai\/run\/(@(?:cf|hf)\/.+)$/] }],
  words: { turns: ['messages'], inputs: ['prompt'] },
  readAnswer: readCloudflare,
  stream: cloudflareStream,
};
