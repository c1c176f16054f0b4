import { describe, expect, it, jest } from '@jest/globals';
import type { Json } from '../reading/json-reading.js';
import { amount, object, text } from '../reading/json-reading.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import { streamOfPieces } from '../reading/answer-pieces.js';
import { given, modelOf } from './again.js';
import type { LlmApi } from './api.js';
import { APIS } from './apis.js';
import { bearer, type LlmProvider } from './provider.js';
import { PROVIDERS } from './providers.js';

/** `{ verse: 'An old silent pond', spent: { in: 3, out: 17 } }` */
function readVerse(body: Json): LlmResultReading | null {
  if (text(body['verse']) === null) return null;
  const spent = object(body['spent']);
  return readingOf({
    response: text(body['verse']),
    promptTokens: amount(spent?.['in']),
    completionTokens: amount(spent?.['out']),
    finishReason: text(body['why']),
  });
}

/** All that a new API needs: what is otherwise in a folder of its own. */
const VERSES: LlmApi = {
  name: 'verses',
  operations: [
    { name: 'verses', paths: [/\/verses$/] },
    { name: 'verse-vectors', paths: [/\/verse-vectors$/], isEmbedding: true },
  ],
  besides: [/\/verse-count$/],
  words: { turns: ['strophes'], inputs: ['theme'], systems: ['metre'], limits: ['maxSyllables'], settings: ['form'] },
  readAnswer: readVerse,
  stream: { ...streamOfPieces(readVerse), isLast: ({ why }) => why !== undefined },
  background: {
    paths: [/\/verses\/([^/]+)$/],
    isAsked: (request) => object(request)?.['slowly'] === true,
    isMade: (answer) => 'verse' in answer,
  },
  again: {
    fits: () => true,
    path: () => '/verses',
    body: (call, rest) => given({ model: modelOf(call), theme: call.prompt, metre: call.systemPrompt, ...rest }),
  },
};

/** And a new provider: what is otherwise a row of the table. */
const BASHO: LlmProvider = {
  name: 'basho',
  hosts: [/^api\.basho\.example$/],
  otherNames: ['basho_ai'],
  gatewayName: 'matsuo',
  access: { base: ['https://api.basho.example/v1'], headers: bearer('BASHO_API_KEY'), apis: ['verses'] },
};

jest.unstable_mockModule('./apis.js', () => ({ APIS: [VERSES, ...APIS] }));
jest.unstable_mockModule('./providers.js', () => ({ PROVIDERS: [...PROVIDERS, BASHO] }));

const { asksModel, endpointOf, isEmbeddingApi, isProviderHost } = await import('./index.js');
const { asksInBackground, fetchedAt, LlmAnswerReader, parseLlmExchange } = await import('../exchange/index.js');
const { conversationOf } = await import('../conversation/index.js');
const { curlCommand } = await import('../curl/index.js');
const { providerName } = await import('../spans/index.js');

describe('an API and a provider that were made up', () => {
  const url = 'https://api.basho.example/v1/verses';
  const requestBody = { model: 'frog-1', theme: 'A pond', metre: '5-7-5', form: { maxSyllables: 17, temperature: 1 } };
  const answer = { verse: 'An old silent pond', why: 'full', spent: { in: 3, out: 6 } };

  it('are known by address, host and other names', () => {
    expect(endpointOf(url)).toEqual({ provider: 'basho', api: 'verses', model: null });
    expect(isProviderHost(new URL(url))).toBe(true);
    expect(providerName('Basho_AI')).toBe('basho');
    expect([isEmbeddingApi('verses'), isEmbeddingApi('verse-vectors')]).toEqual([false, true]);
  });

  it('are noticed where a model is asked, and there only', () => {
    const asks = (path: string): boolean => {
      const at = new URL(`https://api.basho.example/v1/${path}`);
      return asksModel(at, endpointOf(at), {});
    };
    expect([asks('verses'), asks('verse-count'), asks('poets')]).toEqual([true, false, false]);
  });

  it('are read, the request and the answer', () => {
    expect(parseLlmExchange({ url, status: 200, requestBody, responseBody: answer })).toMatchObject({
      provider: 'basho',
      api: 'verses',
      requestModel: 'frog-1',
      prompt: 'A pond',
      systemPrompt: '5-7-5',
      temperature: 1,
      maxTokens: 17,
      response: 'An old silent pond',
      finishReason: 'full',
      totalTokens: 9,
    });
  });

  it('are read as they stream, up to the last event', () => {
    const reader = new LlmAnswerReader(
      { status: 200, contentType: 'text/event-stream', api: 'verses' },
      { maxTextBytes: 1_000 },
    );
    const sent = (event: object): boolean =>
      reader.push(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`));
    expect([sent({ verse: 'An old ' }), reader.isComplete]).toEqual([true, false]);
    expect([sent({ ...answer, verse: 'pond' }), reader.isComplete]).toEqual([true, true]);
    expect(reader.read().reading).toMatchObject({ response: 'An old pond', totalTokens: 9 });
  });

  it('are followed into the background', () => {
    expect(asksInBackground('verses', { slowly: true })).toBe(true);
    expect(fetchedAt(new URL(`${url}/v-1`))).toEqual({ kind: 'unfinished', id: 'v-1' });
    const made = { ...answer, id: 'v-1', status: 'queued', created: 1 };
    const reader = new LlmAnswerReader(
      { status: 200, contentType: 'application/json', api: 'verses' },
      { maxTextBytes: 1_000 },
    );
    reader.push(new TextEncoder().encode(JSON.stringify(made)));
    expect(reader.read().background).toEqual({ id: 'v-1', isOver: false, at: 1_000 });
  });

  it('are shown as a conversation', () => {
    const strophes = [
      { role: 'user', content: 'A pond' },
      { role: 'assistant', content: 'An old silent pond' },
      { role: 'user', content: 'Go on' },
    ];
    const turns = conversationOf({ model: 'frog-1', strophes }, { verse: 'A frog jumps' });
    expect(turns.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
  });

  it('are asked again', () => {
    const { command } = curlCommand({
      callType: 'chat',
      provider: 'basho',
      model: null,
      requestModel: 'frog-1',
      finishReason: 'full',
      prompt: 'A pond',
      systemPrompt: null,
      temperature: null,
      maxTokens: null,
      requestParameters: null,
      metadata: null,
    });
    expect(command).toContain('curl https://api.basho.example/v1/verses');
    expect(command).toContain('"Authorization: Bearer $BASHO_API_KEY"');
    expect(command).toContain('"theme": "A pond"');
  });
});
