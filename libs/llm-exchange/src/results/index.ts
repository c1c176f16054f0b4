/** What SDKs return. */
export { readLlmResult } from './read-result.js';
export { LlmResultStreamReader } from './result-stream.js';
export { vercelPart } from '../apis/vercel-gateway/stream.js';
