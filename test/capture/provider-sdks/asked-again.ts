import { afterAll, describe, expect, it } from '@jest/globals';
import { generateText } from 'ai';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from '../../support/suite.js';
import {
  anthropic,
  chatModel,
  claude,
  google,
  langchain,
  messages,
  mistral,
  openai,
  type Reached,
} from '../../support/provider-sdks.js';
import { ReplayServer } from '../../support/replay-server.js';

const CHAT = { model: 'a-model', messages };

/** Every SDK that can ask again; Ollama's cannot. */
const RETRYING: [sdk: string, recording: string, run: (reached: Reached) => Promise<unknown>][] = [
  ['openai', 'openai/chat-basic', (to) => openai(to).chat.completions.create(CHAT)],
  [
    '@anthropic-ai/sdk',
    'anthropic/messages-cache-read',
    (to) => anthropic(to).messages.create({ ...CHAT, max_tokens: 64 }),
  ],
  [
    '@google/genai with `retryOptions`',
    'google/generate-basic',
    (to) =>
      google(to, { retryOptions: { attempts: 2, initialDelay: 0.01, jitter: 0 } }).models.generateContent({
        model: 'a-model',
        contents: 'Hello?',
      }),
  ],
  [
    '@mistralai/mistralai with `retryConfig`',
    'mistral/chat-cached',
    (to) => {
      const backoff = { initialInterval: 1, maxInterval: 10, exponent: 1, maxElapsedTime: 10_000 };
      return mistral(to, { retryConfig: { strategy: 'backoff', backoff } }).chat.complete(CHAT);
    },
  ],
  ['ai with @ai-sdk/openai', 'openai/chat-basic', (to) => generateText({ model: chatModel(to), prompt: 'Hello?' })],
  [
    'ai with @ai-sdk/anthropic',
    'anthropic/messages-cache-read',
    (to) => generateText({ model: claude(to), prompt: 'Hello?' }),
  ],
  ['@langchain/openai', 'openai/chat-basic', (to) => langchain(to).invoke('Hello?')],
];

const OVERLOADED = {
  status: 503,
  headers: { 'content-type': 'application/json', 'retry-after-ms': '5' },
  pieces: ['{"error":{"message":"overloaded"}}'],
};

describe('the SDKs of providers, when they ask again', () => {
  let server: ReplayServer;

  const log = suite(async () => {
    Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
    server = await ReplayServer.start();
    return { capture: { fetch: true, hosts: { [server.host]: 'replayed' } } };
  });
  afterAll(() => server.close());

  it.each(RETRYING)('%s: one call of two attempts', async (_sdk, recording, run) => {
    server.answers(OVERLOADED, recording);
    await run({ url: server.url });
    expect(server.received).toHaveLength(2);
    const rows = await log.stored();
    expect(rows).toMatchObject([{ status: 'success', attempts: 2, error_message: null, prompt: 'Hello?' }]);
    expect(rows[0]!['metadata']).toMatchObject({
      retries: [{ status: 'error', errorCode: '503' }],
    });
    expect(rows[0]!['response']).toBeTruthy();
  });

  it('@anthropic-ai/sdk: a call that timed out and was answered then', async () => {
    server.answers({ hangs: true }, 'anthropic/messages-cache-read');
    await anthropic({ url: server.url }).messages.create(
      { ...CHAT, max_tokens: 64 },
      { timeout: 2_000, maxRetries: 1 },
    );
    const rows = await log.stored();
    expect(rows).toMatchObject([{ status: 'success', attempts: 2, response: 'OK' }]);
    expect(rows[0]!['metadata']).toMatchObject({ retries: [{ status: 'timeout' }] });
  });

  it('openai: a call that fails to the end', async () => {
    server.answers(OVERLOADED, OVERLOADED, OVERLOADED);
    await expect(openai({ url: server.url }).chat.completions.create(CHAT)).rejects.toMatchObject({ status: 503 });
    const rows = await log.stored();
    expect(rows).toMatchObject([{ status: 'error', attempts: 3, error_message: 'overloaded', error_code: '503' }]);
  });

  it('openai: a call that was taken back and asked anew, which is another', async () => {
    const client = openai({ url: server.url });
    const chat = { ...CHAT, model: 'another-model' };
    const controller = new AbortController();
    server.answers({ hangs: true }, 'openai/chat-basic');
    const first = client.chat.completions.create(chat, { signal: controller.signal });
    while (server.received.length === 0) await sleep(5);
    controller.abort();
    await expect(first).rejects.toThrow('aborted');
    await client.chat.completions.create(chat);
    const rows = await log.stored();
    expect(rows.map(({ status, attempts }) => [status, attempts])).toEqual([
      ['cancelled', 1],
      ['success', 1],
    ]);
  });
});
