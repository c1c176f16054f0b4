import type { LlmApi } from '../api.js';
import { readRealtimeResponse } from './answer.js';
import { openAiRealtimeStream } from './stream.js';
import { modelInQuery, OpenAiRealtimeTurns } from './turns.js';

/** OpenAI Realtime, and who speaks its language. */
export const openAiRealtime: LlmApi = {
  name: 'openai-realtime',
  operations: [{ name: 'realtime', paths: [/\/realtime$/] }],
  readAnswer: readRealtimeResponse,
  stream: openAiRealtimeStream,
  turnsOf: (url, begin) => new OpenAiRealtimeTurns(modelInQuery(url), begin),
};
