import { sse } from '../../../../test/support/framing.js';
import { describeUnrecorded, type UnrecordedCase } from '../../../../test/support/unrecorded.js';
import { parseLlmExchange } from './parse-llm-exchange.js';

const GEMINI = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash';
const candidate = (parts: object[], more: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
  modelVersion: 'gemini-2.5-flash',
});
const counts = { promptTokenCount: 100, candidatesTokenCount: 7, thoughtsTokenCount: 20, totalTokenCount: 157 };

const CASES: UnrecordedCase[] = [
  [
    'a stream that is one list',
    {
      url: `${GEMINI}:streamGenerateContent`,
      responseText: JSON.stringify([
        candidate([{ text: 'Pa' }]),
        candidate([{ thought: true, text: 'Capital of France.' }, { text: 'ris' }]),
        {
          ...candidate([{ text: '.' }], { finishReason: 'STOP' }),
          usageMetadata: { ...counts, toolUsePromptTokenCount: 30, cachedContentTokenCount: 64 },
        },
      ]),
    },
    {
      api: 'stream-generate-content',
      requestModel: 'gemini-2.5-flash',
      response: 'Paris.',
      finishReason: 'STOP',
      promptTokens: 130,
      cachedPromptTokens: 64,
      completionTokens: 27,
      reasoningTokens: 20,
      totalTokens: 157,
    },
  ],
  [
    'an error within such a list',
    {
      url: `${GEMINI}:streamGenerateContent`,
      responseBody: [
        candidate([{ text: 'Pa' }]),
        { error: { code: 500, message: 'Internal error', status: 'INTERNAL' } },
      ],
    },
    { response: 'Pa', error: { message: 'Internal error', type: 'INTERNAL', code: '500' } },
  ],
  [
    'a prompt that is blocked, uncounted',
    { url: `${GEMINI}:generateContent`, responseBody: { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } } },
    { finishReason: 'PROHIBITED_CONTENT', response: null, promptTokens: null },
  ],
  [
    'function calls of a stream, each in a chunk of its own',
    {
      url: `${GEMINI}:streamGenerateContent?alt=sse`,
      responseText: sse([
        candidate([{ functionCall: { name: 'a', args: { x: 1 } }, thoughtSignature: 'Cs' }]),
        candidate([{ functionCall: { id: 'fc2', name: 'b' } }], { finishReason: 'STOP' }),
      ]),
    },
    {
      response: null,
      toolCalls: [
        { id: undefined, name: 'a', arguments: { x: 1 } },
        { id: 'fc2', name: 'b', arguments: {} },
      ],
    },
  ],
  [
    'sound in the prompt',
    {
      url: `${GEMINI}:generateContent`,
      responseBody: {
        ...candidate([{ text: 'A dog.' }], { finishReason: 'STOP' }),
        usageMetadata: {
          ...counts,
          promptTokensDetails: [
            { modality: 'TEXT', tokenCount: 40 },
            { modality: 'AUDIO', tokenCount: 60 },
          ],
        },
      },
    },
    { promptTokens: 100, audioPromptTokens: 60 },
  ],
  [
    'how long to wait',
    {
      status: 429,
      url: `${GEMINI}:generateContent`,
      responseBody: {
        error: {
          code: 429,
          message: 'Quota exceeded.',
          status: 'RESOURCE_EXHAUSTED',
          details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '36.5s' }],
        },
      },
    },
    { error: { message: 'Quota exceeded.', type: 'RESOURCE_EXHAUSTED', code: '429', retryAfterMs: 36_500 } },
  ],
  [
    'one embedding',
    {
      url: `${GEMINI}:embedContent`,
      responseBody: { embedding: { values: [0.1] }, usageMetadata: { promptTokenCount: 4 } },
    },
    { api: 'gemini-embed', promptTokens: 4, totalTokens: 4, completionTokens: null, response: null },
  ],
  [
    'embeddings of Vertex',
    {
      url: 'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/gemini-embedding-001:predict',
      responseBody: {
        predictions: [
          { embeddings: { values: [0.1], statistics: { token_count: 4, truncated: false } } },
          { embeddings: { values: [0.2], statistics: { token_count: 5, truncated: false } } },
        ],
      },
    },
    { provider: 'google-vertex', api: 'gemini-embed', requestModel: 'gemini-embedding-001', promptTokens: 9 },
  ],
  [
    'a tuned model',
    {
      url: 'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/endpoints/42:generateContent',
      responseBody: candidate([{ text: 'x' }]),
    },
    { api: 'generate-content', requestModel: '42', response: 'x' },
  ],
];

describeUnrecorded('Google', CASES, parseLlmExchange);
