import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GoogleGenAI } from '@google/genai';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmBudgetService, LlmLoggerService } from 'nestjs-llm-logging';
import { once } from 'node:events';
import * as net from 'node:net';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { ResponsesWS } from 'openai/resources/responses/ws';
import * as undici from 'undici';
import WebSocket from 'ws';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { SocketServer, type OnMessage } from '../support/socket-server.js';

const LONG = 'It rains, and it rains. '.repeat(400);
const REFUSED = { code: 'budget_exceeded', type: 'budget_exceeded', message: expect.stringContaining('used up') };

/** Speaks as OpenAI's Responses do, and says that it heard what is no request. */
const responses: OnMessage = ({ type, model, input }, send) => {
  if (type !== 'response.create') return send({ type: 'heard', text: input });
  const response = { id: 'resp_1', object: 'response', status: 'completed', model, output: [] };
  send({ type: 'response.completed', response: { ...response, usage: { input_tokens: 7, output_tokens: 9 } } });
};

/** The messages of a socket, one after another. */
class Messages {
  readonly #come: any[] = [];
  #wake: (() => void) | undefined;

  readonly put = (data: unknown): void => {
    this.#come.push(JSON.parse(String(data)));
    this.#wake?.();
  };

  async next(): Promise<any> {
    while (this.#come.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#come.shift();
  }
}

/** Each model has a budget of its own. */
describe('budgets that block what is asked over WebSockets', () => {
  let server: SocketServer;
  let database: TestDatabase;
  let app: INestApplicationContext;
  let logger: LlmLoggerService;

  beforeAll(async () => {
    server = await SocketServer.start();
    database = await createTestDatabase();
    const hosts = { [server.host]: 'own' };
    app = await startContext({ imports: [logging(database, { capture: { auto: true, hosts } })] });
    logger = app.get(LlmLoggerService);
    await app.get(LlmBudgetService).define({
      ...{ name: 'models', limitUsd: 1, window: 'total', onLimit: 'block' },
      ...{ per: 'model', match: { provider: 'own' }, estimateUsd: 0.25 },
    });
  });
  beforeEach(async () => {
    server.received.length = 0;
    server.onMessage = responses;
    await logger.flush();
    await database.query('TRUNCATE llm_calls');
  });
  afterAll(async () => {
    await app?.close();
    await server?.close();
    await database?.drop();
  });

  const client = (): OpenAI => new OpenAI({ apiKey: 'none', baseURL: `http://${server.host}/v1` });
  const spend = async (model: string): Promise<void> => {
    await logger.record({ provider: 'own', model, estimatedCost: 1 });
    await logger.flush();
  };
  const refused = (model: string): object =>
    expect.objectContaining({ status: 'error', error_type: 'budget_exceeded', request_model: model });

  const SOCKETS: Record<string, () => Promise<{ send: (text: string) => void; end: () => void; messages: Messages }>> =
    {
      ws: async () => {
        const messages = new Messages();
        const socket = new WebSocket(`ws://${server.host}/v1/responses`, { perMessageDeflate: { threshold: 0 } });
        socket.on('message', messages.put);
        await once(socket, 'open');
        return { send: (text) => socket.send(text), end: () => socket.close(), messages };
      },
      'ws, uncompressed': async () => {
        const messages = new Messages();
        const socket = new WebSocket(`ws://${server.host}/v1/responses`, { perMessageDeflate: false });
        socket.on('message', messages.put);
        await once(socket, 'open');
        return { send: (text) => socket.send(text), end: () => socket.close(), messages };
      },
      'that of undici': async () => {
        const messages = new Messages();
        const socket = new undici.WebSocket(`ws://${server.host}/v1/responses`);
        socket.addEventListener('message', ({ data }) => messages.put(data));
        await new Promise((resolve) => socket.addEventListener('open', resolve));
        return { send: (text) => socket.send(text), end: () => socket.close(), messages };
      },
    };

  it.each(Object.keys(SOCKETS))('%s: let through, then refused; the socket goes on', async (name) => {
    const { send, end, messages } = await SOCKETS[name]!();
    const ask = (model: string): void => send(JSON.stringify({ type: 'response.create', model, input: LONG }));
    ask(name);
    expect(await messages.next()).toMatchObject({ type: 'response.completed' });
    await spend(name);
    ask(name);
    // It refers to what was refused, where messages are compressed together.
    send(JSON.stringify({ type: 'note', input: LONG }));
    ask(`${name}, another`);
    expect(await messages.next()).toMatchObject({ type: 'error', status: 429, error: REFUSED });
    expect(await messages.next()).toEqual({ type: 'heard', text: LONG });
    expect(await messages.next()).toMatchObject({ type: 'response.completed' });
    end();
    expect(server.received.map(({ type, model }) => model ?? type)).toEqual([name, 'note', `${name}, another`]);
    expect(await storedCalls(app, database)).toEqual([
      expect.objectContaining({ status: 'success', request_model: name, prompt_tokens: 7 }),
      expect.objectContaining({ model: name, via: 'logger' }),
      refused(name),
      expect.objectContaining({ status: 'success', request_model: `${name}, another` }),
    ]);
  });

  it('whoever sends with a callback gets the error, too', async () => {
    await spend('gpt-5');
    const socket = new WebSocket(`ws://${server.host}/v1/responses`);
    await once(socket, 'open');
    const failure = new Promise((resolve) =>
      socket.send(JSON.stringify({ type: 'response.create', model: 'gpt-5' }), resolve),
    );
    expect(await failure).toMatchObject({ name: 'LlmBudgetExceededError', budget: 'models', subject: 'gpt-5' });
    socket.close();
  });

  it('the SDK’s client of Responses gives it as an error of the API', async () => {
    await spend('gpt-5-mini');
    const socket = new ResponsesWS(client());
    const failed = new Promise<any>((resolve) => socket.on('error', resolve));
    socket.send({ type: 'response.create', model: 'gpt-5-mini', input: 'Hello?' });
    expect(await failed).toMatchObject({ error: { ...REFUSED, type: 'error', error: REFUSED } });
    socket.close();
    expect(server.received).toEqual([]);
    expect((await storedCalls(app, database)).at(-1)).toEqual(refused('gpt-5-mini'));
  });

  it('so does that of Realtime, which names the event; what the server begins itself goes on', async () => {
    await spend('gpt-realtime');
    server.onMessage = ({ type }, send) => {
      if (type !== 'input_audio_buffer.commit') return;
      const response = { id: 'r1', object: 'realtime.response', status: 'completed', output: [], usage: null };
      send({ type: 'response.created', response: { ...response, status: 'in_progress' } });
      send({ type: 'response.done', response });
    };
    const options = { createConnection: () => net.connect(server.port, '127.0.0.1') } as WebSocket.ClientOptions;
    const socket = new OpenAIRealtimeWS({ model: 'gpt-realtime', options }, client());
    await once(socket.socket as never, 'open');
    const failed = new Promise<any>((resolve) => socket.on('error', resolve));
    const done = new Promise<any>((resolve) => socket.on('response.done', resolve));
    socket.send({ type: 'response.create', event_id: 'e1' });
    expect(await failed).toMatchObject({ error: { ...REFUSED, event_id: 'e1' } });
    socket.send({ type: 'input_audio_buffer.commit' });
    expect((await done).response.id).toBe('r1');
    socket.close();
    expect((await storedCalls(app, database)).slice(1)).toEqual([
      refused('gpt-realtime'),
      expect.objectContaining({ status: 'success', request_model: 'gpt-realtime' }),
    ]);
  });

  it('Gemini Live, which has no such event, ends its session with the reason', async () => {
    await spend('gemini-live-2.5-flash');
    server.onMessage = ({ setup }, send) => setup && send({ setupComplete: {} });
    const google = new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: `http://${server.host}` } });
    let close: (event: unknown) => void = () => undefined;
    const closed = new Promise<unknown>((resolve) => (close = resolve));
    const session = await google.live.connect({
      model: 'gemini-live-2.5-flash',
      callbacks: { onmessage: () => undefined, onclose: (event) => close(event) },
    });
    session.sendClientContent({ turns: [{ role: 'user', parts: [{ text: 'Hello?' }] }], turnComplete: true });
    expect(await closed).toMatchObject({ code: 1008, reason: expect.stringContaining('The LLM budget "models"') });
    expect(server.received).toHaveLength(1);
    expect((await storedCalls(app, database)).at(-1)).toEqual(refused('gemini-live-2.5-flash'));
  });
});
