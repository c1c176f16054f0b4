import { describe, expect, it } from '@jest/globals';
import { sse } from '../../../../test/support/framing.js';
import { calculateLlmCost } from '../pricing/llm-cost.js';
import { parseLlmExchange } from './parse-llm-exchange.js';

const post = (url: string, requestBody: object, responseBody: object) =>
  parseLlmExchange({ url, status: 200, requestBody, responseBody });

describe('conversations of Mistral', () => {
  const url = 'https://api.mistral.ai/v1/conversations';
  const request = { model: 'mistral-medium-latest', inputs: 'Who won?', instructions: 'Search first.' };
  const usage = {
    prompt_tokens: 100,
    completion_tokens: 50,
    total_tokens: 190,
    connector_tokens: 40,
    connectors: { web_search: 2 },
  };

  it('whole', () => {
    const answer = {
      object: 'conversation.response',
      conversation_id: 'conv_1',
      outputs: [
        { type: 'tool.execution', name: 'web_search' },
        {
          type: 'message.output',
          model: 'mistral-medium-2508',
          content: [
            { type: 'text', text: 'Spain ' },
            { type: 'tool_reference', title: 'x' },
            { type: 'text', text: 'won.' },
          ],
        },
      ],
      usage,
    };
    expect(post(url, request, answer)).toMatchObject({
      provider: 'mistral',
      api: 'conversations',
      prompt: 'Who won?',
      systemPrompt: 'Search first.',
      model: 'mistral-medium-2508',
      response: 'Spain won.',
      promptTokens: 140,
      completionTokens: 50,
      totalTokens: 190,
      usageDetails: { webSearches: 2 },
      finishReason: 'stop',
    });
  });

  it('streamed, with a call of a tool', () => {
    const events = [
      { type: 'conversation.response.started', conversation_id: 'conv_1' },
      { type: 'message.output.delta', model: 'mistral-medium-2508', content: 'Let me ' },
      { type: 'message.output.delta', content: { type: 'text', text: 'see.' } },
      { type: 'function.call.delta', tool_call_id: 'a', name: 'results', arguments: '{"year"' },
      { type: 'function.call.delta', tool_call_id: 'a', name: 'results', arguments: ':2026}' },
      { type: 'conversation.response.done', usage },
    ];
    expect(
      parseLlmExchange({ url, status: 200, requestBody: { ...request, stream: true }, responseText: sse(events) }),
    ).toMatchObject({
      model: 'mistral-medium-2508',
      response: 'Let me see.',
      toolCalls: [{ id: 'a', name: 'results', arguments: { year: 2026 } }],
      finishReason: 'tool_calls',
      promptTokens: 140,
      completionTokens: 50,
    });
  });
});

it('pages that Mistral reads are billed by the page', () => {
  const answer = {
    model: 'mistral-ocr-2505-completion',
    pages: [
      { index: 0, markdown: '# One' },
      { index: 1, markdown: 'Two' },
    ],
    usage_info: { pages_processed: 2, doc_size_bytes: 3_000 },
  };
  const document = { type: 'document_url', document_url: 'https://example.org/a.pdf' };
  expect(post('https://api.mistral.ai/v1/ocr', { model: 'mistral-ocr-latest', document }, answer)).toMatchObject({
    api: 'ocr',
    response: '# One\n\nTwo',
    promptTokens: null,
    usageDetails: { pages: 2 },
  });
});

describe('speech', () => {
  const url = 'https://api.openai.com/v1/audio/speech';

  it('as events: what comes out is sound', () => {
    const responseText = sse([
      { type: 'speech.audio.delta', audio: 'UklGRg==' },
      { type: 'speech.audio.done', usage: { input_tokens: 12, output_tokens: 80, total_tokens: 92 } },
    ]);
    const requestBody = { model: 'gpt-4o-mini-tts', input: 'Good morning.', voice: 'coral', stream_format: 'sse' };
    expect(parseLlmExchange({ url, status: 200, requestBody, responseText })).toMatchObject({
      api: 'speech',
      prompt: 'Good morning.',
      promptTokens: 12,
      completionTokens: 80,
      usageDetails: { audioCompletionTokens: 80 },
    });
  });

  it('is described by its length, or as a text alone', () => {
    const heard = 'https://api.groq.com/openai/v1/audio/transcriptions';
    const whole = post(heard, { model: 'whisper-large-v3' }, { text: 'Hello.', duration: 36.5, language: 'en' });
    expect(whole).toMatchObject({ response: 'Hello.', usageDetails: { audioSeconds: 36.5 } });
    const { usageDetails } = whole;
    const usage = { provider: 'groq', model: 'whisper-large-v3', promptTokens: null, completionTokens: null };
    expect(calculateLlmCost({ ...usage, usageDetails })).toBeGreaterThan(0);
    const responseText = '1\n00:00:00,000 --> 00:00:01,000\nHello.\n';
    expect(parseLlmExchange({ url: heard, status: 200, responseText }).response).toBe(responseText);
  });
});

it('pictures that are not counted in tokens are counted', () => {
  const url = 'https://generativelanguage.googleapis.com/v1beta/models/imagen-4.0-generate-001:predict';
  const answer = {
    predictions: [{ bytesBase64Encoded: 'AAAA', mimeType: 'image/png' }, { bytesBase64Encoded: 'AAAA' }],
  };
  expect(post(url, { instances: [{ prompt: 'A cat.' }] }, answer)).toMatchObject({
    api: 'image-generations',
    requestModel: 'imagen-4.0-generate-001',
    usageDetails: { images: 2 },
  });
});
