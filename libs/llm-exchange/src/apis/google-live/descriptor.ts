import type { LlmApi } from '../api.js';
import { googleLiveStream } from './stream.js';
import { GoogleLiveTurns } from './turns.js';

/** Gemini Live. */
export const googleLive: LlmApi = {
  name: 'google-live',
  operations: [{ name: 'live', paths: [/[./]BidiGenerateContent(?:Constrained)?$/] }],
  stream: googleLiveStream,
  turnsOf: (_url, begin) => new GoogleLiveTurns(begin),
};
