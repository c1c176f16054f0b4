import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GoogleGenAI } from '@google/genai';
import { Injectable, type INestApplicationContext } from '@nestjs/common';
import { LlmLoggerService, LogLlmCall } from 'nestjs-llm-logging';
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

/** A message that arrives somewhere: resolved with the first for which `is` holds. */
class Inbox {
  readonly all: any[] = [];
  #wake: (() => void) | undefined;

  readonly put = (data: unknown): void => {
    this.all.push(JSON.parse(String(data)));
    this.#wake?.();
  };

  async until(is: (message: any) => boolean): Promise<any> {
    for (;;) {
      const found = this.all.find(is);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

const LONG = 'It rains, and it rains. '.repeat(4_000);
const REALTIME_USAGE = {
  total_tokens: 220,
  input_tokens: 120,
  output_tokens: 100,
  input_token_details: {
    text_tokens: 40,
    audio_tokens: 80,
    cached_tokens: 20,
    cached_tokens_details: { text_tokens: 12, audio_tokens: 8 },
  },
  output_token_details: { text_tokens: 30, audio_tokens: 70 },
};

/** Speaks as OpenAI Realtime does. */
const realtime: OnMessage = ({ type, response, event_id, session }, send) => {
  if (type === 'session.update') return send({ type: 'session.updated', session: { id: 'sess_1', ...session } });
  if (type !== 'response.create') return;
  if (response?.voice === 'nobody')
    return send({ type: 'error', error: { type: 'invalid_request_error', message: 'No such voice.', event_id } });
  respond(send, 'resp_1');
};

function respond(send: (event: object) => void, id: string): void {
  const response = { id, object: 'realtime.response', status: 'in_progress', output: [], usage: null };
  const content = [{ type: 'output_audio', transcript: 'Good morning.' }];
  send({ type: 'response.created', response });
  send({ type: 'response.output_audio.delta', response_id: id, delta: 'UklGRg==' });
  send({ type: 'response.output_audio_transcript.delta', response_id: id, delta: 'Good morning.' });
  send({
    type: 'response.done',
    response: {
      ...response,
      status: 'completed',
      output: [
        { type: 'message', role: 'assistant', content },
        { type: 'function_call', name: 'weather', call_id: 'call_1', arguments: '{"city":"Rome"}' },
      ],
      usage: REALTIME_USAGE,
    },
  });
}

/** Speaks as OpenAI's Responses do. */
const responses: OnMessage = ({ model }, send) => {
  const response = { id: 'resp_2', object: 'response', status: 'in_progress', model, output: [] };
  send({ type: 'response.created', sequence_number: 0, response });
  send({ type: 'response.output_text.delta', sequence_number: 1, delta: LONG });
  const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: LONG }] }];
  const usage = { input_tokens: 7, output_tokens: 9, total_tokens: 16 };
  send({
    type: 'response.completed',
    sequence_number: 2,
    response: { ...response, status: 'completed', service_tier: 'default', output, usage },
  });
};

/** Speaks as Gemini Live does. */
const live: OnMessage = ({ setup, clientContent, toolResponse }, send) => {
  if (setup !== undefined) return send({ setupComplete: {} });
  if (clientContent !== undefined) {
    send({ toolCall: { functionCalls: [{ id: 'f1', name: 'weather', args: { city: 'Rome' } }] } });
    return send({ usageMetadata: { promptTokenCount: 10, responseTokenCount: 5, totalTokenCount: 15 } });
  }
  if (toolResponse === undefined) return;
  send({ serverContent: { modelTurn: { parts: [{ inlineData: { mimeType: 'audio/pcm', data: 'AAAA' } }] } } });
  send({ serverContent: { outputTranscription: { text: 'It is ' } } });
  send({ serverContent: { outputTranscription: { text: 'raining.' }, generationComplete: true } });
  send({
    serverContent: { turnComplete: true },
    usageMetadata: {
      promptTokenCount: 30,
      responseTokenCount: 40,
      totalTokenCount: 70,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 30 }],
      responseTokensDetails: [{ modality: 'AUDIO', tokenCount: 40 }],
    },
  });
};

@Injectable()
class SpeakingService {
  @LogLlmCall({ callType: 'chat', prompt: () => 'asked by the method' })
  async speak(socket: WebSocket): Promise<string> {
    const inbox = new Inbox();
    socket.on('message', inbox.put);
    socket.send(JSON.stringify({ type: 'response.create', response: { instructions: 'Be brief.' } }));
    return JSON.stringify(await inbox.until(({ type }) => type === 'response.done'));
  }
}

let server: SocketServer;
let stranger: SocketServer;
let database: TestDatabase;
let app: INestApplicationContext;

beforeAll(async () => {
  server = await SocketServer.start();
  stranger = await SocketServer.start();
  database = await createTestDatabase();
  const hosts = { [server.host]: 'openai' };
  app = await startContext({
    imports: [logging(database, { capture: { auto: true, hosts } })],
    providers: [SpeakingService],
  });
});
beforeEach(async () => {
  server.received.length = 0;
  server.sendsBytes = false;
  server.onConnection = () => undefined;
  await app.get(LlmLoggerService).flush();
  await database.query('DELETE FROM llm_calls');
});
afterAll(async () => {
  await app.close();
  await server.close();
  await stranger.close();
  await database.drop();
});

const stored = () => storedCalls(app, database);
const client = (): OpenAI => new OpenAI({ apiKey: 'sk-secret', baseURL: `http://${server.host}/v1` });

/** A connection of `ws`. */
async function connected(path: string, host = server.host): Promise<[WebSocket, Inbox]> {
  const socket = new WebSocket(`ws://${host}${path}`, { headers: { authorization: 'Bearer sk-secret' } });
  const inbox = new Inbox();
  socket.on('message', inbox.put);
  await once(socket, 'open');
  return [socket, inbox];
}

async function closed(socket: WebSocket): Promise<void> {
  socket.close();
  await once(socket, 'close');
}

describe('OpenAI Realtime', () => {
  beforeEach(() => void (server.onMessage = realtime));

  it('through openai’s own client: a row for a response, with its sound counted separately', async () => {
    const realtimeSocket = new OpenAIRealtimeWS(
      {
        model: 'gpt-realtime',
        options: { createConnection: () => net.connect(server.port, '127.0.0.1') } as WebSocket.ClientOptions,
      },
      client(),
    );
    const done = new Promise<any>((resolve) => realtimeSocket.on('response.done', resolve));
    await once(realtimeSocket.socket as never, 'open');
    realtimeSocket.send({
      type: 'session.update',
      session: { type: 'realtime', instructions: 'You are a clerk.', max_output_tokens: 300 },
    });
    realtimeSocket.send({ type: 'input_audio_buffer.append', audio: 'A'.repeat(70_000) });
    realtimeSocket.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Good morning!' }] },
    });
    realtimeSocket.send({ type: 'response.create' });
    expect((await done).response.usage).toEqual(REALTIME_USAGE);
    realtimeSocket.close();
    expect(server.received.map(({ type }) => type)).toEqual([
      'session.update',
      'input_audio_buffer.append',
      'conversation.item.create',
      'response.create',
    ]);
    const rows = await stored();
    expect(rows).toMatchObject([
      {
        provider: 'openai',
        via: 'client',
        status: 'success',
        request_model: 'gpt-realtime',
        prompt: 'Good morning!',
        system_prompt: 'You are a clerk.',
        max_tokens: 300,
        response: 'Good morning.',
        tool_calls: [{ id: 'call_1', name: 'weather', arguments: { city: 'Rome' } }],
        finish_reason: 'completed',
        prompt_tokens: 120,
        completion_tokens: 100,
        cached_prompt_tokens: 20,
        usage_details: { audioPromptTokens: 80, audioCompletionTokens: 70, cachedAudioTokens: 8 },
      },
    ]);
    expect(rows[0]!['time_to_first_token_ms']).toEqual(expect.any(Number));
    expect(Number(rows[0]!['estimated_cost'])).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('secret');
  });

  it('that the server begins itself has what the user said, and the transcription is a row of its own', async () => {
    const session = {
      instructions: 'Listen.',
      audio: { input: { transcription: { model: 'gpt-4o-mini-transcribe' } } },
    };
    server.onMessage = (_message, send) => {
      send({ type: 'session.created', session });
      send({ type: 'input_audio_buffer.committed', item_id: 'item_1' });
      send({
        type: 'conversation.item.input_audio_transcription.completed',
        item_id: 'item_1',
        transcript: 'What is the time?',
        usage: {
          type: 'tokens',
          input_tokens: 14,
          output_tokens: 6,
          total_tokens: 20,
          input_token_details: { audio_tokens: 14 },
        },
      });
      respond(send, 'resp_vad');
    };
    const [socket, inbox] = await connected('/v1/realtime?model=gpt-realtime');
    socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio: 'AAAA' }));
    await inbox.until(({ type }) => type === 'response.done');
    await closed(socket);
    expect(await stored()).toMatchObject([
      {
        request_model: 'gpt-4o-mini-transcribe',
        response: 'What is the time?',
        prompt_tokens: 14,
        completion_tokens: 6,
        usage_details: { audioPromptTokens: 14 },
      },
      { request_model: 'gpt-realtime', prompt: 'What is the time?', system_prompt: 'Listen.', prompt_tokens: 120 },
    ]);
  });

  it('that is refused or breaks off says so', async () => {
    const [socket, inbox] = await connected('/v1/realtime?model=gpt-realtime');
    socket.send(JSON.stringify({ type: 'response.create', event_id: 'e1', response: { voice: 'nobody' } }));
    await inbox.until(({ type }) => type === 'error');
    server.onMessage = ({ type }, send, peer) => {
      if (type === 'response.cancel') return peer.terminate();
      send({ type: 'response.created', response: { id: 'r', object: 'realtime.response', status: 'in_progress' } });
      send({ type: 'response.output_text.delta', response_id: 'r', delta: 'It be' });
    };
    socket.send(JSON.stringify({ type: 'response.create' }));
    await inbox.until(({ type }) => type === 'response.output_text.delta');
    socket.send(JSON.stringify({ type: 'response.cancel' }));
    await once(socket, 'close');
    expect(await stored()).toMatchObject([
      { status: 'error', error_type: 'invalid_request_error', error_message: 'No such voice.' },
      { status: expect.stringMatching(/cancelled|error/), response: 'It be' },
    ]);
  });

  it('inside an annotated method is that call', async () => {
    const [socket] = await connected('/v1/realtime?model=gpt-realtime');
    await app.get(SpeakingService).speak(socket);
    await closed(socket);
    expect(await stored()).toMatchObject([
      { call_type: 'chat', via: 'decorator', prompt: 'asked by the method', model: 'gpt-realtime', prompt_tokens: 120 },
    ]);
  });
});

it('OpenAI’s Responses over their socket are rows, whatever their length', async () => {
  server.onMessage = responses;
  const socket = new ResponsesWS(client());
  const done = new Promise<any>((resolve) => socket.on('response.completed', resolve));
  socket.send({ type: 'response.create', model: 'gpt-5-mini', input: LONG, instructions: 'Answer.' });
  expect((await done).response.output[0].content[0].text).toBe(LONG);
  socket.close();
  expect(await stored()).toMatchObject([
    {
      request_model: 'gpt-5-mini',
      prompt: LONG,
      system_prompt: 'Answer.',
      response: LONG,
      finish_reason: 'completed',
      service_tier: 'default',
      prompt_tokens: 7,
      completion_tokens: 9,
    },
  ]);
});

it('Gemini Live, whose messages are bytes: a row for a turn, its parts counted together', async () => {
  server.onMessage = live;
  server.sendsBytes = true;
  const google = new GoogleGenAI({ apiKey: 'AIza-secret', httpOptions: { baseUrl: `http://${server.host}` } });
  const inbox = new Inbox();
  const session = await google.live.connect({
    model: 'gemini-live-2.5-flash',
    config: { systemInstruction: 'You know the weather.', temperature: 0.5 },
    callbacks: { onmessage: (message) => inbox.put(JSON.stringify(message)) },
  });
  session.sendClientContent({
    turns: [{ role: 'user', parts: [{ text: 'Does it rain in Rome?' }] }],
    turnComplete: true,
  });
  await inbox.until(({ usageMetadata }) => usageMetadata !== undefined);
  session.sendToolResponse({ functionResponses: [{ id: 'f1', name: 'weather', response: { rain: true } }] });
  await inbox.until(({ serverContent }) => serverContent?.turnComplete === true);
  session.close();
  const rows = await stored();
  expect(rows).toMatchObject([
    {
      request_model: 'gemini-live-2.5-flash',
      prompt: 'Does it rain in Rome?',
      system_prompt: 'You know the weather.',
      temperature: 0.5,
      response: 'It is raining.',
      tool_calls: [{ id: 'f1', name: 'weather', arguments: { city: 'Rome' } }],
      finish_reason: 'generation_complete',
      prompt_tokens: 40,
      completion_tokens: 45,
      total_tokens: 85,
      usage_details: { audioCompletionTokens: 40 },
    },
  ]);
  expect(JSON.stringify(rows)).not.toContain('AIza-secret');
});

it('the WebSocket of undici, which is Node’s own, is seen and gives what it gives', async () => {
  server.onMessage = responses;
  const socket = new undici.WebSocket(`ws://${server.host}/v1/responses`);
  const inbox = new Inbox();
  socket.addEventListener('message', ({ data }) => inbox.put(data));
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  socket.send(JSON.stringify({ type: 'response.create', model: 'gpt-5-mini', input: 'Hello?' }));
  await inbox.until(({ type }) => type === 'response.completed');
  expect(inbox.all.map(({ type }) => type)).toEqual([
    'response.created',
    'response.output_text.delta',
    'response.completed',
  ]);
  socket.close();
  expect(await stored()).toMatchObject([{ request_model: 'gpt-5-mini', prompt: 'Hello?', response: LONG }]);
});

it('sockets of others, and of no language that is known, are nobody’s business', async () => {
  stranger.onMessage = realtime;
  server.onMessage = (message, send) => send(message);
  const own = Object.getOwnPropertyNames(net.Socket.prototype);
  const [first, inbox] = await connected('/v1/realtime?model=gpt-realtime', stranger.host);
  first.send(JSON.stringify({ type: 'response.create' }));
  await inbox.until(({ type }) => type === 'response.done');
  await closed(first);
  const [second, echoes] = await connected('/chat');
  second.send(JSON.stringify({ type: 'response.create', model: 'gpt-5' }));
  await echoes.until(({ type }) => type === 'response.create');
  await closed(second);
  expect(await stored()).toEqual([]);
  expect(Object.getOwnPropertyNames(net.Socket.prototype)).toEqual(own);
});
