import { sse } from '../../../../test/support/framing.js';
import { describeUnrecorded, type UnrecordedCase } from '../../../../test/support/unrecorded.js';
import { parseLlmExchange } from './parse-llm-exchange.js';

const OPENAI = 'https://api.openai.com/v1';

const CASES: UnrecordedCase[] = [
  [
    'a transcription that is billed by its duration',
    {
      url: `${OPENAI}/audio/transcriptions`,
      responseBody: { text: 'Hello there.', usage: { type: 'duration', seconds: 3 } },
    },
    { api: 'audio-transcriptions', response: 'Hello there.', promptTokens: null, completionTokens: null },
  ],
  [
    'a transcription that is billed by its tokens, as a stream',
    {
      url: `${OPENAI}/audio/transcriptions`,
      responseText: sse([
        { type: 'transcript.text.delta', delta: 'Hello ' },
        { type: 'transcript.text.delta', delta: 'there.' },
        {
          type: 'transcript.text.done',
          text: 'Hello there.',
          usage: {
            type: 'tokens',
            input_tokens: 14,
            input_token_details: { text_tokens: 0, audio_tokens: 14 },
            output_tokens: 45,
            total_tokens: 59,
          },
        },
      ]),
    },
    { response: 'Hello there.', promptTokens: 14, completionTokens: 45, totalTokens: 59, audioPromptTokens: 14 },
  ],
  [
    'a transcription that says nothing else',
    { url: `${OPENAI}/audio/translations`, responseBody: { text: 'Good day.' } },
    { response: 'Good day.', promptTokens: null },
  ],
  [
    'an image',
    {
      url: `${OPENAI}/images/generations`,
      requestBody: { model: 'gpt-image-1', prompt: 'A cat' },
      responseBody: {
        created: 1,
        data: [{ b64_json: 'aGk=' }],
        usage: {
          total_tokens: 100,
          input_tokens: 50,
          output_tokens: 50,
          input_tokens_details: { text_tokens: 10, image_tokens: 40 },
        },
      },
    },
    { prompt: 'A cat', requestModel: 'gpt-image-1', promptTokens: 50, completionTokens: 50, response: null },
  ],
  [
    'an image that is painted bit by bit',
    {
      responseText: sse([
        { type: 'image_generation.partial_image', b64_json: 'aGk=', partial_image_index: 0 },
        {
          type: 'image_generation.completed',
          b64_json: 'aGk=',
          usage: { total_tokens: 100, input_tokens: 50, output_tokens: 50 },
        },
      ]),
    },
    { promptTokens: 50, completionTokens: 50, totalTokens: 100, response: null },
  ],
  [
    'embeddings of Mistral',
    {
      url: 'https://api.mistral.ai/v1/embeddings',
      requestBody: { model: 'mistral-embed', input: ['a', 'b'] },
      responseBody: {
        object: 'list',
        model: 'mistral-embed',
        data: [{ object: 'embedding', embedding: [0.1], index: 0 }],
        usage: { prompt_tokens: 15, completion_tokens: 0, total_tokens: 15 },
      },
    },
    { prompt: 'a\nb', model: 'mistral-embed', promptTokens: 15, completionTokens: 0, totalTokens: 15, response: null },
  ],
  [
    'a ranking of Voyage',
    {
      url: 'https://api.voyageai.com/v1/rerank',
      requestBody: { model: 'rerank-2', query: 'q', documents: ['a'] },
      responseBody: {
        object: 'list',
        data: [{ relevance_score: 0.4, index: 0 }],
        model: 'rerank-2',
        usage: { total_tokens: 26 },
      },
    },
    { api: 'rerank', model: 'rerank-2', promptTokens: 26, totalTokens: 26, completionTokens: null },
  ],
];

describeUnrecorded('media and embeddings', CASES, parseLlmExchange);
