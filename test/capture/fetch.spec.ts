import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type INestApplicationContext } from '@nestjs/common';
import fc from 'fast-check';
import { LlmContextService, LlmLoggerService, LlmLoggingModule, LogLlmCall } from 'nestjs-llm-logging';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';
import * as undici from 'undici';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';
import { recording } from '../support/recordings.js';
import { recordedAnswer, ReplayServer } from '../support/replay-server.js';

type Fetch = typeof globalThis.fetch;

let server: ReplayServer;
let database: TestDatabase;
let app: INestApplicationContext;
let logger: LlmLoggerService;
let untouched: Fetch;

@Injectable()
class AskingService {
  client!: OpenAI;

  constructor(private readonly logger: LlmLoggerService) {}

  use(url: string): void {
    const { fetch } = this.logger;
    this.client = new OpenAI({ apiKey: 'sk-secret', baseURL: `${url}/v1`, fetch, maxRetries: 2 });
  }

  @LogLlmCall({ callType: 'classification', tags: ['mine'] })
  async once() {
    return this.client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello?' }] });
  }

  @LogLlmCall({ callType: 'chat', prompt: () => 'what the user typed' })
  async *stream() {
    const stream = await this.client.chat.completions.create({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hello?' }],
      stream: true,
    });
    for await (const chunk of stream) yield chunk.choices[0]?.delta.content ?? '';
  }

  @LogLlmCall({ callType: 'rag_query' })
  async pipeline() {
    await this.client.embeddings.create({ model: 'text-embedding-3-small', input: 'Hello?' });
    return this.once();
  }

  @LogLlmCall({ callType: 'rag_query' })
  async twice() {
    await this.client.embeddings.create({ model: 'text-embedding-3-small', input: 'Hello?' });
    return this.client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello?' }] });
  }

  @LogLlmCall({ callType: 'chat' })
  async recovered() {
    await this.once().catch(() => undefined);
    return this.client.chat.completions
      .create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] }, { maxRetries: 0 })
      .then(() => 'fine')
      .catch(() => 'a canned answer');
  }

  @LogLlmCall({ callType: 'chat' })
  async failing() {
    const response = await fetch(...post(ask, { signal: AbortSignal.timeout(100) }));
    return response.json();
  }
}

const ask = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello?' }] };
const post = (body: unknown = ask, init: RequestInit = {}): [string, RequestInit] => [
  `${server.url}/v1/chat/completions`,
  { method: 'POST', headers: { authorization: 'Bearer sk-secret' }, body: JSON.stringify(body), ...init },
];

beforeAll(async () => {
  untouched = globalThis.fetch;
  server = await ReplayServer.start();
  database = await createTestDatabase();
  const hosts = { [server.host]: 'openai' };
  app = await startContext({
    imports: [logging(database, { capture: { fetch: true, hosts } })],
    providers: [AskingService],
  });
  logger = app.get(LlmLoggerService);
  app.get(AskingService).use(server.url);
});
beforeEach(async () => {
  await logger.flush();
  await database.query('DELETE FROM llm_calls');
});
afterAll(async () => {
  await app.close();
  expect(globalThis.fetch).toBe(untouched);
  await server.close();
  await database.drop();
});

const stored = () => storedCalls(app, database);

describe('the logging fetch', () => {
  it('passes on what the global one would, with its address, headers and clones', async () => {
    server.answers('openai/chat-basic', 'openai/chat-basic', 'openai/chat-basic');
    const plain = await untouched(...post());
    const seen = await fetch(...post());
    expect(seen).toBeInstanceOf(Response);
    for (const name of ['url', 'redirected', 'type', 'status', 'statusText', 'ok'] as const)
      expect(seen[name]).toBe(plain[name]);
    expect([...seen.headers.keys()]).toEqual([...plain.headers.keys()]);
    const copy = seen.clone();
    expect(copy.url).toBe(seen.url);
    const text = await plain.text();
    expect(await seen.text()).toBe(text);
    expect(await copy.text()).toBe(text);
    expect(seen.bodyUsed).toBe(true);
    await expect(seen.text()).rejects.toThrow(/already been read/);
    const byob = (await fetch(...post())).body!.getReader({ mode: 'byob' });
    const { value } = await byob.read(new Uint8Array(10));
    expect(new TextDecoder().decode(value)).toBe(text.slice(0, 10));
    await byob.cancel();
    const rows = await stored();
    expect(rows.map(({ status, prompt }) => [status, prompt])).toEqual([
      ['success', 'Hello?'],
      // Left early, but with all of the answer seen.
      ['success', 'Hello?'],
    ]);
    expect(rows[0]).toMatchObject({ provider: 'openai', request_model: 'gpt-4o', attempts: 1 });
    expect(Number(rows[0]!['estimated_cost'])).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('secret');
  });

  it('leaves alone what asks no model', async () => {
    server.answers(...Array.from({ length: 6 }, () => ({ pieces: ['{}'] })));
    await (await logger.fetch(`${server.url}/v1/models`)).text();
    await (await logger.fetch(`${server.url}/v1/files`, { method: 'POST', body: '{"purpose":"x"}' })).text();
    await (await logger.fetch(`${server.url}/v1/messages/count_tokens`, post()[1])).text();
    await (await logger.fetch(`${server.url}/hook`, { method: 'POST', body: 'not json' })).text();
    await (await fetch(`http://localhost:${server.host.split(':')[1]}/v1/chat/completions`, post()[1])).text();
    expect(await stored()).toHaveLength(0);
  });

  it('records requests in every form that fetch takes', async () => {
    const [url, init] = post();
    const bytes = new TextEncoder().encode(init.body as string);
    const form = new FormData();
    form.set('model', 'whisper-1');
    form.set('file', new Blob([new Uint8Array(2_000)], { type: 'audio/mpeg' }), 'call.mp3');
    server.answers(...Array.from({ length: 5 }, () => 'openai/chat-basic'));
    const forms: Parameters<Fetch>[] = [
      [new Request(url, init)],
      [new URL(url), { ...init, body: bytes }],
      [url, { ...init, body: bytes.buffer as ArrayBuffer }],
      [new Request(url, { method: 'POST', body: '{}' }), init],
      [`${server.url}/v1/audio/transcriptions`, { method: 'POST', body: form }],
    ];
    for (const args of forms) await (await fetch(...args)).text();
    expect(server.received.map(({ body }) => body.length)).toEqual([
      ...Array.from({ length: 4 }, () => (init.body as string).length),
      expect.any(Number),
    ]);
    const rows = await stored();
    expect(rows.map(({ request_model, prompt }) => [request_model, prompt])).toEqual([
      ...Array.from({ length: 4 }, () => ['gpt-4o', 'Hello?']),
      ['whisper-1', null],
    ]);
    expect(rows[4]!['request_parameters']).toEqual({ file: '[audio/mpeg call.mp3, 2000 bytes]' });
  });

  it('streams piece by piece, to a reader that may be slow or leave', async () => {
    const { sse = [] } = recording('openai/chat-stream-usage');
    const events = sse
      .join('\n')
      .split('\n\n')
      .filter(Boolean)
      .map((event) => `${event}\n\n`);
    const headers = { 'content-type': 'text/event-stream' };
    const streamed = { headers, pieces: events, delayMs: 20 };
    server.answers(streamed, streamed);
    const times: number[] = [];
    const pieces: string[] = [];
    const decoder = new TextDecoder();
    for await (const piece of (await fetch(...post())).body!) {
      times.push(performance.now());
      pieces.push(decoder.decode(piece as Uint8Array));
    }
    expect(pieces.join('')).toBe(events.join(''));
    expect(times.length).toBeGreaterThan(2);
    const reader = (await fetch(...post())).body!.getReader();
    await reader.read();
    await reader.read();
    await reader.cancel();
    await sleep(100);
    expect(server.aborted).toBe(1);
    const [whole, left] = await stored();
    expect(whole).toMatchObject({ status: 'success', prompt_tokens: 12, completion_tokens: 5 });
    expect(whole!['time_to_first_token_ms']).toBeLessThan(whole!['latency_ms'] as number);
    // What was received has to be paid for: the provider's count never came, so it is an estimate.
    expect(left).toMatchObject({ status: 'cancelled', error_message: 'left before the end', prompt_tokens: 6 });
    expect(left!['metadata']).toMatchObject({ tokensEstimated: true });
  });

  it('reads nothing that its reader does not read', async () => {
    const piece = new Uint8Array(64 * 1024).fill(32);
    server.answers({
      headers: { 'content-type': 'text/event-stream' },
      pieces: Array.from({ length: 400 }, () => piece),
    });
    const reader = (await fetch(...post())).body!.getReader();
    await reader.read();
    await sleep(150);
    expect(server.unsentBytes).toBeGreaterThan(10_000_000);
    await reader.cancel();
  });

  it('gives errors as they are, and keeps what the provider said', async () => {
    const limited = { ...recordedAnswer('openai/responses-error-429-quota') };
    limited.headers = { ...limited.headers, 'retry-after': '7', 'x-request-id': 'req_1' };
    server.answers(limited, {
      headers: { 'content-type': 'text/event-stream' },
      pieces: ['data: {"choices'],
      breaks: true,
    });
    expect((await fetch(...post())).status).toBe(429);
    const broken = await fetch(...post({ ...ask, stream: true }));
    await expect(broken.text()).rejects.toThrow(/terminated/);
    await expect(logger.fetch('http://127.0.0.1:59999/v1/chat/completions', post()[1])).rejects.toThrow('fetch failed');
    await sleep(1_100);
    const rows = await stored();
    expect(rows.map(({ status, error_code }) => [status, error_code])).toEqual([
      ['error', '429'],
      ['error', 'UND_ERR_SOCKET'],
      ['error', expect.stringMatching(/ECONNREFUSED/)],
    ]);
    expect(rows[2]!['metadata']).toMatchObject({ serverAddress: '127.0.0.1:59999' });
  });

  it('ends a call whose answer was left unread with its connection', async () => {
    const limited = { ...recordedAnswer('openai/responses-error-429-quota') };
    limited.headers = { ...limited.headers, 'retry-after': '7', 'x-request-id': 'req_1' };
    server.answers(limited, limited);
    await (await fetch(...post())).body!.cancel();
    await (await fetch(...post({ ...ask, n: 2 }))).text();
    const [unread, read] = await stored();
    expect(unread).toMatchObject({ status: 'error', error_code: '429', error_message: 'HTTP 429' });
    expect(read).toMatchObject({
      status: 'error',
      error_type: 'insufficient_quota',
      error_message: expect.stringContaining('quota'),
      metadata: { retryAfterMs: 7_000, providerRequestId: 'req_1' },
    });
  });

  it('distinguishes timeouts from calls that were given up', async () => {
    server.answers({ hangs: true }, { hangs: true });
    await expect(fetch(...post(ask, { signal: AbortSignal.timeout(50) }))).rejects.toThrow(/timeout/);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await expect(fetch(...post({ ...ask, n: 2 }, { signal: controller.signal }))).rejects.toThrow(/aborted/);
    // SDKs abort without a reason when their own time is up, and say in a header how long that is.
    const sdk = AbortSignal.abort();
    await expect(
      fetch(...post({ ...ask, n: 3 }, { signal: sdk, headers: { 'x-stainless-timeout': '0' } })),
    ).rejects.toThrow();
    expect((await stored()).map(({ status }) => status)).toEqual(['timeout', 'cancelled', 'timeout']);
  });

  it('is one row for one exchange, however many wrappers see it', async () => {
    server.answers('openai/chat-basic');
    const client = new OpenAI({
      apiKey: 'x',
      baseURL: `${server.url}/v1`,
      fetch: async (...args) => logger.fetch(...args),
    });
    await client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello?' }] });
    expect(await stored()).toHaveLength(1);
  });

  it("wraps a fetch of a client's own, which stays the function that it was", async () => {
    server.answers('openai/chat-basic');
    const own = Object.assign(
      function (this: unknown, ...args: Parameters<typeof undici.fetch>) {
        own.selves.push(this);
        return undici.fetch(...args);
      },
      { selves: [] as unknown[], preconnect: () => 'kept' },
    );
    const wrapped = logger.wrapFetch(own as unknown as Fetch) as unknown as typeof own;
    expect([wrapped.name, wrapped.length, wrapped.preconnect()]).toEqual([own.name, own.length, 'kept']);
    const [path, init] = post();
    const client = { fetch: wrapped };
    const response = await client.fetch(path, init as undici.RequestInit);
    expect(own.selves).toEqual([client]);
    expect(response).toBeInstanceOf(undici.Response);
    expect([response.url, response.status]).toEqual([path, 200]);
    const copy = response.clone();
    expect(await response.json()).toEqual(await copy.json());
    expect(await stored()).toMatchObject([
      { status: 'success', model: expect.stringMatching(/^gpt/), prompt_tokens: expect.any(Number) },
    ]);
  });

  it('estimates the tokens of a stream whose provider does not count them, and says so', async () => {
    server.answers('openai/chat-stream-no-usage');
    const [address, init] = post({ model: 'gpt-4', messages: ask.messages, stream: true });
    const text = await (await fetch(address, init)).text();
    expect(text).not.toContain('prompt_tokens');
    const [row] = await stored();
    expect(row).toMatchObject({ status: 'success', metadata: { tokensEstimated: true } });
    // "Hello?" is two tokens of every newer encoding, and four stand around it.
    expect(row!['prompt_tokens']).toBe(6);
    expect(row!['completion_tokens']).toBeGreaterThan(0);
    expect(row!['completion_tokens']).toBeLessThanOrEqual((row!['response'] as string).length);
    expect(Number(row!['estimated_cost'])).toBeGreaterThan(0);
  });

  it('knows any split of a stream', async () => {
    const { sse = [] } = recording('openai/responses-stream-japanese');
    const bytes = new TextEncoder().encode(`${sse.join('\n')}\n`);
    const whole = async (cuts: number[]): Promise<Record<string, unknown>> => {
      const marks = [0, ...[...new Set(cuts)].sort((a, b) => a - b), bytes.length];
      const pieces = marks.slice(1).map((end, index) => bytes.slice(marks[index]!, end));
      server.answers({ headers: { 'content-type': 'text/event-stream' }, pieces });
      await (await fetch(`${server.url}/v1/responses`, post({ model: 'gpt-5', input: 'Hello?' })[1])).text();
      const rows = await stored();
      const { response, prompt_tokens, completion_tokens } = rows.at(-1)!;
      return { response, prompt_tokens, completion_tokens };
    };
    const expected = await whole([]);
    expect(expected).toMatchObject({ prompt_tokens: 10, completion_tokens: 41 });
    const cuts = fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => expect(await whole(at)).toEqual(expected)),
      { numRuns: 15 },
    );
  });
});

describe('retries', () => {
  it('are attempts of one call', async () => {
    const failed = { status: 500, headers: { 'retry-after-ms': '10' }, pieces: ['{"error":{"message":"overloaded"}}'] };
    server.answers(failed, failed, 'openai/chat-basic');
    const client = new OpenAI({ apiKey: 'x', baseURL: `${server.url}/v1` });
    await client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello?' }] });
    const rows = await stored();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ status: 'success', attempts: 3, error_message: null });
    expect(rows[0]!['metadata']).toMatchObject({
      retries: [
        { status: 'error', errorCode: '500' },
        { status: 'error', errorCode: '500' },
      ],
    });
  });

  it('that do not help leave the last failure', async () => {
    const failed = { status: 503, headers: { 'retry-after-ms': '10' }, pieces: ['{"error":{"message":"overloaded"}}'] };
    server.answers(failed, failed);
    const client = new OpenAI({ apiKey: 'x', baseURL: `${server.url}/v1`, maxRetries: 1 });
    const asked = client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello?' }] });
    await expect(asked).rejects.toThrow(/503/);
    expect(await stored()).toMatchObject([
      { status: 'error', attempts: 2, error_message: 'overloaded', error_code: '503' },
    ]);
  });

  it('are distinguished by their trace', async () => {
    server.answers({ status: 500 }, 'openai/chat-basic');
    const contexts = app.get(LlmContextService);
    await contexts.run({}, async () => (await fetch(...post())).text());
    await contexts.run({}, async () => (await fetch(...post())).text());
    expect((await stored()).map(({ status, attempts }) => [status, attempts])).toEqual([
      ['error', 1],
      ['success', 1],
    ]);
  });
});

describe('an exchange inside a call', () => {
  it('is that call: one row, with the exchange as its numbers', async () => {
    server.answers('openai/chat-basic');
    await app.get(AskingService).once();
    const rows = await stored();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      call_type: 'classification',
      tags: ['mine'],
      status: 'success',
      provider: 'openai',
      request_model: 'gpt-4o',
      prompt: 'Hello?',
      attempts: 1,
      parent_call_id: null,
    });
    expect(Number(rows[0]!['estimated_cost'])).toBeGreaterThan(0);
  });

  it('fills a stream that passes on texts alone, and its first token', async () => {
    const { sse = [] } = recording('openai/chat-stream-usage');
    const pieces = sse
      .join('\n')
      .split('\n\n')
      .filter(Boolean)
      .map((event) => `${event}\n\n`);
    server.answers({ headers: { 'content-type': 'text/event-stream' }, pieces, delayMs: 10 });
    const texts: string[] = [];
    for await (const text of app.get(AskingService).stream()) texts.push(text);
    const rows = await stored();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      prompt: 'what the user typed',
      prompt_tokens: 12,
      completion_tokens: 5,
      response: texts.join(''),
      time_to_first_token_ms: expect.any(Number),
    });
  });

  it('is a step where there are several, and the cost is counted there', async () => {
    server.answers('openai/embeddings-basic', 'openai/chat-basic', 'openai/embeddings-basic', 'openai/chat-basic');
    await app.get(AskingService).twice();
    const [outer, embedding, chat, ...more] = await stored();
    expect(more).toHaveLength(0);
    expect(outer).toMatchObject({
      call_type: 'rag_query',
      status: 'success',
      total_tokens: null,
      estimated_cost: null,
    });
    expect(embedding).toMatchObject({ call_type: 'embedding', parent_call_id: outer!['id'], status: 'success' });
    expect(chat).toMatchObject({ call_type: 'rag_query', parent_call_id: outer!['id'], trace_id: outer!['trace_id'] });
    expect(chat!['total_tokens']).toBeGreaterThan(0);

    await database.query('DELETE FROM llm_calls');
    await app.get(AskingService).pipeline();
    const rows = await stored();
    expect(rows.map(({ call_type, parent_call_id }) => [call_type, parent_call_id])).toEqual([
      ['rag_query', null],
      ['classification', rows[0]!['id']],
    ]);
    // The embedding is the outer call's own exchange; the answer that it returns is counted in its step.
    expect(rows[0]).toMatchObject({ request_model: 'text-embedding-3-small', completion_tokens: null });
  });

  it('that failed is a step of a call that went well all the same', async () => {
    const failed = { status: 400, pieces: ['{"error":{"message":"no","type":"invalid_request_error"}}'] };
    server.answers(failed, failed);
    await app.get(AskingService).recovered();
    const rows = await stored();
    expect(rows.map(({ call_type, status, response }) => [call_type, status, response])).toEqual([
      ['chat', 'success', 'a canned answer'],
      ['classification', 'error', null],
      ['chat', 'error', null],
    ]);
  });

  it('fails with it: one row, with what was asked', async () => {
    server.answers({ hangs: true }, { status: 400, pieces: ['{"error":{"message":"no"}}'] });
    await expect(app.get(AskingService).failing()).rejects.toThrow(/timeout/);
    await expect(app.get(AskingService).once()).rejects.toThrow(/400/);
    expect(await stored()).toMatchObject([
      { status: 'timeout', error_type: 'TimeoutError', prompt: 'Hello?', request_model: 'gpt-4o' },
      { status: 'error', error_type: 'BadRequestError', prompt: 'Hello?', request_model: 'gpt-4o' },
    ]);
  });

  it('counts its attempts', async () => {
    server.answers({ status: 500, headers: { 'retry-after-ms': '10' } }, 'openai/chat-basic');
    await app.get(AskingService).once();
    expect(await stored()).toMatchObject([{ call_type: 'classification', status: 'success', attempts: 2 }]);
  });

  it('fills what logCall gives by hand only where that leaves gaps', async () => {
    server.answers('openai/chat-basic');
    await logger.logCall({ callType: 'chat', prompt: 'mine' }, async (call) => {
      await (await fetch(...post())).text();
      call.update({ promptTokens: 1, completionTokens: 2 });
    });
    expect(await stored()).toMatchObject([{ prompt: 'mine', prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }]);
  });

  it('that is still under way when the call ends is a step that ends by itself', async () => {
    server.answers('openai/chat-basic');
    const late = await logger.logCall({ callType: 'chat' }, async () => {
      const response = fetch(...post()).then(async (answer) => (await sleep(20), answer.text()));
      return { response };
    });
    await late.response;
    expect((await stored()).map(({ status, attempts }) => [status, attempts])).toEqual([
      ['success', null],
      ['success', 1],
    ]);
  });
});

describe('the global fetch', () => {
  it('is seen by clients that were made before the application started, with async options too', async () => {
    const own = await createTestDatabase();
    const imported = LlmLoggingModule.forRootAsync({
      useFactory: () => ({
        database: { url: own.url, poolSize: onPglite ? 1 : 4 },
        capture: { fetch: true, hosts: { [server.host]: 'early' } },
      }),
    });
    const client = new OpenAI({ apiKey: 'x', baseURL: `${server.url}/v1` });
    const early = await startContext({ imports: [imported] });
    server.answers('openai/chat-basic');
    await client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello?' }] });
    expect(await storedCalls(early, own)).toMatchObject([{ provider: 'early', status: 'success' }]);
    await early.close();
    await own.drop();
  });

  it('may be a stand-in of a test, that answers with anything', async () => {
    const own = await createTestDatabase();
    const before = globalThis.fetch;
    const answers: unknown[] = [{ ok: true, json: () => 1 }, Promise.resolve(new Response(null, { status: 204 }))];
    globalThis.fetch = (() => answers.shift()) as unknown as Fetch;
    const mocked = globalThis.fetch;
    const tested = await startContext({ imports: [logging(own, { capture: { fetch: true } })] });
    const [, init] = post();
    const strange = (await fetch('https://api.openai.com/v1/chat/completions', init)) as unknown as { json(): number };
    expect(strange.json()).toBe(1);
    expect((await fetch('https://api.openai.com/v1/chat/completions', init)).status).toBe(204);
    const rows = await storedCalls(tested, own);
    expect(rows.map(({ provider, status }) => [provider, status])).toEqual([
      ['openai', 'success'],
      ['openai', 'success'],
    ]);
    await tested.close();
    expect(globalThis.fetch).toBe(mocked);
    globalThis.fetch = before;
    await own.drop();
  });

  it('stays as it is unless asked for', async () => {
    const own = await createTestDatabase();
    const before = globalThis.fetch;
    const quiet = await startContext({ imports: [logging(own)] });
    expect(globalThis.fetch).toBe(before);
    await quiet.close();
    await own.drop();
  });
});
