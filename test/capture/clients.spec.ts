import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type INestApplicationContext } from '@nestjs/common';
import axios from 'axios';
import got from 'got';
import { LlmLoggerService, LogLlmCall } from 'nestjs-llm-logging';
import nodeFetch from 'node-fetch';
import * as http from 'node:http';
import { text } from 'node:stream/consumers';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import * as undici from 'undici';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { HTTP2_CLIENTS, HTTP_CLIENTS, type Send } from '../support/http-clients.js';
import { recordedAnswer, ReplayServer, type ReplayedAnswer } from '../support/replay-server.js';

@Injectable()
class AskingService {
  url = '';

  @LogLlmCall({ callType: 'classification' })
  async ask() {
    return (await axios.post<unknown>(this.url, ask)).data;
  }

  @LogLlmCall({ callType: 'chat' })
  async text() {
    return HTTP_CLIENTS['got']!(this.url, ask);
  }
}

const ask = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello?' }] };
const PATH = '/v1/chat/completions';
/** Nobody listens there. */
const NOBODY = '127.0.0.1:1';

let server: ReplayServer;
let server2: ReplayServer;
let database: TestDatabase;
let app: INestApplicationContext;
let own: Record<string, PropertyDescriptor>;

const state = (): Record<string, unknown> => ({
  fetch: Object.getOwnPropertyDescriptor(globalThis, 'fetch'),
  ...Object.getOwnPropertyDescriptors(http.ClientRequest.prototype),
});

beforeAll(async () => {
  own = state() as typeof own;
  server = await ReplayServer.start();
  server2 = await ReplayServer.start({ http2: true });
  database = await createTestDatabase();
  const hosts = { [server.host]: 'openai', [server2.host]: 'openai', [NOBODY]: 'nobody' };
  app = await startContext({
    imports: [logging(database, { capture: { auto: true, hosts } })],
    providers: [AskingService],
  });
  app.get(AskingService).url = `${server.url}${PATH}`;
});
beforeEach(async () => {
  await app.get(LlmLoggerService).flush();
  await database.query('DELETE FROM llm_calls');
});
afterAll(async () => {
  await app.close();
  expect(state()).toEqual(own);
  await server.close();
  await server2.close();
  await database.drop();
});

const stored = () => storedCalls(app, database);
const clients: [string, Send, () => ReplayServer][] = [
  ...Object.entries(HTTP_CLIENTS).map(
    ([name, send]) => [name, send, () => server] as [string, Send, () => ReplayServer],
  ),
  ...Object.entries(HTTP2_CLIENTS).map(
    ([name, send]) => [name, send, () => server2] as [string, Send, () => ReplayServer],
  ),
];

/** What was seen of each client, in the words of the table. */
const SEEN = new Map<string, Map<string, string>>(clients.map(([name]) => [name, new Map<string, string>()]));

describe.each(clients)('%s', (name, send, at) => {
  const url = (): string => `${at().url}${PATH}`;
  const asks = (more: object = {}): object => ({ ...ask, user: name, ...more });

  it('is seen: an answer, and a stream', async () => {
    const answers = ['openai/chat-basic', 'openai/chat-stream-usage'];
    const bodies = [asks(), asks({ stream: true })];
    at().answers(...answers);
    const given = [await send(url(), bodies[0]!), await send(url(), bodies[1]!)];
    expect(given).toEqual(answers.map((answer) => recordedAnswer(answer).pieces!.join('')));
    expect(at().received.map(({ body }) => JSON.parse(body) as unknown)).toEqual(bodies);
    const rows = await stored();
    expect(rows).toMatchObject([
      {
        provider: 'openai',
        via: name === 'global fetch' ? 'fetch' : 'client',
        status: 'success',
        prompt: 'Hello?',
        request_model: 'gpt-4o',
        attempts: 1,
      },
      { status: 'success', prompt: 'Hello?', prompt_tokens: 12, completion_tokens: 5 },
    ]);
    expect(Number(rows[0]!['estimated_cost'])).toBeGreaterThan(0);
    expect(rows[1]!['time_to_first_token_ms']).toEqual(expect.any(Number));
    expect(JSON.stringify(rows)).not.toContain('secret');
    SEEN.get(name)!.set('`via`', `\`${rows[0]!['via']}\``).set('answers', 'x').set('streams', 'x');
  });

  it('is seen when it fails, breaks off and is given up', async () => {
    const begun: ReplayedAnswer = { headers: { 'content-type': 'text/event-stream' }, pieces: ['data: {"choices'] };
    at().answers('openai/responses-error-429-quota', { ...begun, breaks: true }, { ...begun, stalls: true });
    await send(url(), asks({ n: 1 })).catch(() => undefined);
    const broken = await send(url(), asks({ n: 2 })).catch(() => null);
    const controller = new AbortController();
    const given = send(url(), asks({ n: 3 }), controller.signal);
    while (at().received.length < 3) await new Promise(setImmediate);
    controller.abort();
    await expect(given).rejects.toThrow();
    const rows = await stored();
    // A server that breaks off a stream of HTTP/2 ends it, for its client too.
    expect(rows.map(({ status }) => status)).toEqual(['error', broken === null ? 'error' : 'success', 'cancelled']);
    expect(rows[0]).toMatchObject({ error_code: '429', error_type: 'insufficient_quota' });
    SEEN.get(name)!.set('failures', 'x').set('given up', 'x');
  });
});

it('are listed in docs/providers.md as they were seen (UPDATE_DOCS=1 writes it)', () => {
  const file = new URL('../../docs/providers.md', import.meta.url);
  const page = readFileSync(file, 'utf8');
  const [before, rest] = page.split('<!-- clients -->\n') as [string, string];
  const [, after] = rest.split('<!-- end of clients -->\n') as [string, string];
  const written = `${before}<!-- clients -->\n\n${clientsTable()}\n<!-- end of clients -->\n${after}`;
  if (process.env['UPDATE_DOCS']) writeFileSync(file, written);
  const words = (text: string): string => text.replace(/[\s-]+/g, ' ');
  expect(words(page)).toBe(words(written));
});

function clientsTable(): string {
  const columns = ['`via`', 'answers', 'streams', 'failures', 'given up'];
  const rows = [...SEEN].map(([name, seen]) => [name, ...columns.map((column) => seen.get(column) ?? '')]);
  const head = ['client', ...columns];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

describe('an exchange', () => {
  const url = (): string => `${server.url}${PATH}`;
  const post = (body: object = ask): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });

  it('of a host that is no provider, or that asks no model, is nobody’s business', async () => {
    server.answers(...Array.from({ length: 3 }, () => 'openai/chat-basic'));
    await axios.post(url().replace('127.0.0.1', 'localhost'), ask);
    await axios.get(`${server.url}/v1/models`);
    await undici.request(`${server.url}/v1/files`, { method: 'POST', body: '{"purpose":"x"}' });
    expect(await stored()).toEqual([]);
  });

  it('is one row, whatever lies on top of what', async () => {
    server.answers(...Array.from({ length: 6 }, () => 'openai/chat-basic'));
    const logger = app.get(LlmLoggerService);
    const clients = [
      globalThis.fetch,
      logger.fetch,
      logger.wrapFetch(undici.fetch as unknown as typeof fetch),
      logger.wrapFetch(nodeFetch as unknown as typeof fetch),
    ];
    for (const client of clients) await (await client(url(), post())).text();
    await app.get(AskingService).ask();
    await app.get(AskingService).text();
    const rows = await stored();
    expect(rows.map(({ call_type, prompt, prompt_tokens }) => [call_type, prompt, prompt_tokens])).toEqual([
      ...clients.map(() => ['other', 'Hello?', expect.any(Number)]),
      ['classification', 'Hello?', expect.any(Number)],
      ['chat', 'Hello?', expect.any(Number)],
    ]);
  });

  it('is read though it is encoded, whole and cut', async () => {
    const whole = recordedAnswer('openai/chat-stream-usage');
    const bytes = gzipSync(whole.pieces!.join(''));
    const headers = { ...whole.headers, 'content-encoding': 'gzip' };
    const brotli = { headers: { ...whole.headers, 'content-encoding': 'br' } };
    server.answers(
      { headers, pieces: [bytes.subarray(0, 40), bytes.subarray(40)] },
      { ...brotli, pieces: [brotliCompressSync(whole.pieces!.join(''))] },
      { headers: { ...headers, 'content-encoding': 'gzip' }, pieces: [bytes.subarray(0, -20)], breaks: true },
    );
    const first = await axios.post<string>(url(), { ...ask, n: 1 });
    expect(first.data).toBe(whole.pieces!.join(''));
    await (await undici.fetch(url(), post({ ...ask, n: 2 }) as undici.RequestInit)).text();
    await axios.post(url(), { ...ask, n: 3 }).catch(() => undefined);
    const rows = await stored();
    expect(rows).toMatchObject([
      { status: 'success', prompt_tokens: 12, completion_tokens: 5 },
      { status: 'success', prompt_tokens: 12, completion_tokens: 5 },
      { status: 'error', response: rows[0]!['response'] },
    ]);
  });

  it('of a form says what was asked', async () => {
    server.answers({ pieces: ['{"text":"Good morning."}'] });
    const form = new FormData();
    form.set('model', 'whisper-1');
    form.set('file', new Blob([new Uint8Array(2_000)], { type: 'audio/mpeg' }), 'call.mp3');
    await axios.post(`${server.url}/v1/audio/transcriptions`, form);
    expect(await stored()).toMatchObject([
      {
        request_model: 'whisper-1',
        response: 'Good morning.',
        request_parameters: { file: '[audio/mpeg call.mp3, 2000 bytes]' },
      },
    ]);
  });

  it('was answered in the tier that its head names, where its body does not', async () => {
    const { headers, ...answer } = recordedAnswer('google/generate-thoughts');
    server.answers({ ...answer, headers: { ...headers, 'x-gemini-service-tier': 'priority' } });
    await axios.post(`${server.url}/v1beta/models/gemini-2.5-flash:generateContent`, { contents: [] });
    expect(await stored()).toMatchObject([{ status: 'success', service_tier: 'priority' }]);
  });

  it('that is out of time is a timeout', async () => {
    server.answers({ hangs: true }, { hangs: true }, { hangs: true });
    await expect(axios.post(url(), { ...ask, n: 1 }, { timeout: 50 })).rejects.toThrow(/timeout/);
    await expect(
      got.post(url(), { json: { ...ask, n: 2 }, timeout: { response: 50 }, retry: { limit: 0 } }),
    ).rejects.toThrow(/Timeout/);
    await expect(
      undici.request(url(), { method: 'POST', body: JSON.stringify({ ...ask, n: 3 }), headersTimeout: 50 }),
    ).rejects.toThrow(/Headers Timeout/);
    expect((await stored()).map(({ status }) => status)).toEqual(['timeout', 'timeout', 'timeout']);
  });

  it('that does not come about is an error', async () => {
    await expect(axios.post(`http://${NOBODY}${PATH}`, ask)).rejects.toThrow(/ECONNREFUSED/);
    expect(await stored()).toMatchObject([{ status: 'error', error_code: 'ECONNREFUSED', provider: 'nobody' }]);
  });

  it('is tried again by its client: one row', async () => {
    const overloaded = { status: 503, pieces: ['{"error":{"message":"overloaded"}}'] };
    server.answers(overloaded, 'openai/chat-basic');
    await got.post(url(), { json: ask, retry: { limit: 1, methods: ['POST'], calculateDelay: () => 1 } });
    expect(await stored()).toMatchObject([{ status: 'success', attempts: 2 }]);
  });

  it('is read no faster than its reader reads', async () => {
    const piece = new Uint8Array(64 * 1024).fill(32);
    const pieces = Array.from({ length: 400 }, () => piece);
    server.answers({ headers: { 'content-type': 'text/event-stream' }, pieces });
    const request = http.request(url(), { method: 'POST' });
    const response = new Promise<http.IncomingMessage>((resolve) => request.on('response', resolve));
    request.end(JSON.stringify(ask));
    const answer = await response;
    answer.once('readable', () => answer.read(1));
    await sleep(150);
    expect(server.unsentBytes).toBeGreaterThan(5_000_000);
    answer.destroy();
    expect(await stored()).toMatchObject([{ status: 'cancelled', error_message: 'left before the end' }]);
  });

  it('leaves request and answer what they are', async () => {
    server.answers('openai/chat-basic');
    const request = http.request(url(), { method: 'POST' });
    const before = Object.keys(request).sort();
    const answer = new Promise<http.IncomingMessage>((resolve) => request.on('response', resolve));
    expect(request.write('{')).toBe(true);
    expect(request.end(JSON.stringify(ask).slice(1))).toBe(request);
    expect(Object.keys(request).sort()).toEqual(before);
    const response = await answer;
    expect(response).toBeInstanceOf(http.IncomingMessage);
    expect(Object.keys(response)).not.toContain('push');
    expect([http.ClientRequest.prototype.end.name, http.ClientRequest.prototype.write.length]).toEqual([
      http.OutgoingMessage.prototype.end.name,
      http.OutgoingMessage.prototype.write.length,
    ]);
    await text(response);
  });
});

it('goes to the log of each application, and the clients are as before when both are closed', async () => {
  const before = state();
  const others = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const hosts = { [server.host]: 'openai' };
  const apps = [];
  for (const other of others)
    apps.push(await startContext({ imports: [logging(other, { capture: { auto: true, hosts } })] }));
  server.answers('openai/chat-basic', 'openai/chat-basic', 'openai/chat-basic');
  await axios.post(`${server.url}${PATH}`, ask);
  expect(await storedCalls(apps[0]!, others[0]!)).toMatchObject([{ status: 'success', prompt: 'Hello?' }]);
  expect(await storedCalls(apps[1]!, others[1]!)).toMatchObject([{ status: 'success', prompt: 'Hello?' }]);
  await apps[0]!.close();
  await (await fetch(`${server.url}${PATH}`, { method: 'POST', body: JSON.stringify({ ...ask, n: 2 }) })).text();
  await axios.post(`${server.url}${PATH}`, { ...ask, n: 3 });
  expect(await storedCalls(apps[1]!, others[1]!)).toHaveLength(3);
  await apps[1]!.close();
  expect(state()).toEqual(before);
  expect(await others[0]!.query('SELECT id FROM llm_calls')).toHaveLength(1);
  for (const other of others) await other.drop();
});
