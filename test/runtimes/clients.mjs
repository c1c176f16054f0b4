// Runs as a process of its own, on any runtime: node clients.mjs. Its last line is what passed and what failed, as JSON: what
// `capture.auto` sees of each client, and that each client gets what it got without it.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { LlmCallsProbe, LlmLoggingTestingModule } from 'nestjs-llm-logging/testing';
import OpenAI from 'openai';
import * as undici from 'undici';
import WebSocket, { WebSocketServer } from 'ws';

const headers = { 'content-type': 'application/json' };
const body = JSON.stringify({ model: 'gpt-4o', stream: true, messages: [{ role: 'user', content: 'Hello?' }] });
const event = (data) => `data: ${JSON.stringify({ model: 'gpt-4o', ...data })}\n\n`;
const STREAM = [
  event({ choices: [{ index: 0, delta: { content: 'Hel' } }] }),
  event({ choices: [{ index: 0, delta: { content: 'lo' } }] }),
  event({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } }),
  'data: [DONE]\n\n',
];
const MESSAGE = {
  ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-opus-5', stop_reason: 'end_turn' },
  content: [{ type: 'text', text: 'Hello' }],
  usage: { input_tokens: 3, output_tokens: 2 },
};
const CONVERSED = {
  output: { message: { role: 'assistant', content: [{ text: 'Hello' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 },
  metrics: { latencyMs: 1 },
};

/** Speaks as each of the three does; at /endless it says one word and no more. */
function answer(request, response) {
  request.resume().on('end', () => {
    const json = (value) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (request.url.endsWith('/messages')) return json(MESSAGE);
    if (request.url.endsWith('/converse')) return json(CONVERSED);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (request.url.startsWith('/endless')) return response.write(STREAM[0]);
    for (const piece of STREAM) response.write(piece);
    response.end();
  });
}

// A shared key: no certificate is needed.
const psk = { ciphers: 'PSK', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' };
const key = Buffer.from('a key that both of them know....');
const servers = {
  plain: http.createServer(answer),
  secure: https.createServer({ ...psk, pskCallback: () => key }, answer),
  second: http2.createServer(answer),
};
const sockets = new WebSocketServer({ server: servers.plain });
sockets.on('connection', (socket) =>
  socket.on('message', (data) => {
    const { type, model } = JSON.parse(data.toString());
    if (type !== 'response.create') return;
    const usage = { input_tokens: 3, output_tokens: 2, total_tokens: 5 };
    const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] }];
    const response = { id: 'resp_1', object: 'response', status: 'completed', model, output, usage };
    socket.send(JSON.stringify({ type: 'response.completed', response }));
  }),
);
const at = {};
for (const [name, server] of Object.entries(servers)) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  at[name] = `127.0.0.1:${server.address().port}`;
}

const originals = [
  globalThis.fetch,
  http.request,
  http.ClientRequest.prototype.write,
  http.ClientRequest.prototype.end,
];
class AppModule {}
const hosts = { [at.plain]: 'own', [at.secure]: 'own', [at.second]: 'own' };
const logging = LlmLoggingTestingModule.forTest({ capture: { auto: true, hosts } });
Module({ imports: [logging] })(AppModule);
const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'], abortOnError: false });
const probe = app.get(LlmCallsProbe);

const CHAT = '/v1/chat/completions';
const sentBy = (module, options) =>
  new Promise((resolve, reject) => {
    const request = module.request({ method: 'POST', headers, ...options }, (response) =>
      text(response).then(resolve, reject),
    );
    request.on('error', reject).end(body);
  });
const place = (host, path) => ({ host: '127.0.0.1', port: Number(host.split(':')[1]), path });

/** Each sends to a path and gives the text of the answer. */
const clients = {
  'node:http': (path, signal) => sentBy(http, { ...place(at.plain, path), signal }),
  'node:https': (path, signal) =>
    sentBy(https, {
      ...{ ...place(at.secure, path), ...psk, signal, checkServerIdentity: () => undefined },
      pskCallback: () => ({ psk: key, identity: 'someone' }),
    }),
  'node:http2': async (path, signal) => {
    const session = http2.connect(`http://${at.second}`);
    const stream = session.request({ ':method': 'POST', ':path': path, ...headers }, { signal });
    stream.end(body);
    return text(stream).finally(() => session.destroy());
  },
  'fetch of undici': async (path, signal) =>
    (await undici.fetch(`http://${at.plain}${path}`, { method: 'POST', headers, body, signal })).text(),
  'request of undici': async (path, signal) =>
    (await undici.request(`http://${at.plain}${path}`, { method: 'POST', headers, body, signal })).body.text(),
  'global fetch': async (path, signal) =>
    (await fetch(`http://${at.plain}${path}`, { method: 'POST', headers, body, signal })).text(),
};

const asked = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello?' }] };
const sdks = {
  'openai 6': async () => {
    const openai = new OpenAI({ apiKey: 'none', baseURL: `http://${at.plain}/v1` });
    let said = '';
    for await (const { choices } of await openai.chat.completions.create({ ...asked, stream: true }))
      said += choices[0]?.delta.content ?? '';
    return said;
  },
  '@anthropic-ai/sdk': async () => {
    const anthropic = new Anthropic({ apiKey: 'none', baseURL: `http://${at.plain}` });
    return (await anthropic.messages.create({ ...asked, model: 'claude-opus-5', max_tokens: 9 })).content[0].text;
  },
  'AWS SDK over HTTP/1.1': () => converse(at.plain, { requestHandler: new NodeHttpHandler() }),
  'AWS SDK over HTTP/2': () => converse(at.second, {}),
};

async function converse(host, options) {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const bedrock = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: `http://${host}`,
    credentials,
    ...options,
  });
  const messages = [{ role: 'user', content: [{ text: 'Hello?' }] }];
  const { output } = await bedrock.send(new ConverseCommand({ modelId: 'amazon.nova-micro-v1:0', messages }));
  bedrock.destroy();
  return output.message.content[0].text;
}

/** Each asks by a socket and gives the type of what came. */
const socketsOf = {
  ws: async (url) => {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'response.create', model: 'gpt-4o', input: 'Hello?' }));
    const [data] = await once(socket, 'message');
    socket.close();
    return JSON.parse(data.toString()).type;
  },
  'WebSocket of undici': (url) => askBy(undici.WebSocket, url),
  ...(globalThis.WebSocket && { 'global WebSocket': (url) => askBy(globalThis.WebSocket, url) }),
};

async function askBy(Socket, url) {
  const socket = new Socket(url);
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const came = new Promise((resolve) => socket.addEventListener('message', ({ data }) => resolve(data)));
  socket.send(JSON.stringify({ type: 'response.create', model: 'gpt-4o', input: 'Hello?' }));
  const { type } = JSON.parse(await came);
  socket.close();
  return type;
}

/** The one call that there is: an end may be noticed after its client has it. */
async function call() {
  for (let waited = 0; waited < 5_000 && probe.calls().every(({ status }) => status === 'pending'); waited += 20)
    await sleep(20);
  const calls = probe.calls();
  assert.equal(calls.length, 1);
  const [{ status, prompt, response, promptTokens, completionTokens }] = calls;
  return { status, prompt, response, promptTokens, completionTokens };
}
const WHOLE = { status: 'success', prompt: 'Hello?', response: 'Hello', promptTokens: 3, completionTokens: 2 };

const checks = {};
for (const [name, send] of Object.entries(clients)) {
  checks[name] = async () => {
    assert.equal(await send(CHAT), STREAM.join(''));
    assert.deepEqual(await call(), WHOLE);
  };
  checks[`${name}, given up`] = async () => {
    const controller = new globalThis.AbortController();
    const given = send(`/endless${CHAT}`, controller.signal);
    setTimeout(() => controller.abort(), 300);
    await assert.rejects(given);
    const { status, response } = await call();
    assert.equal(status, 'cancelled');
    assert.equal(response, 'Hel');
  };
}
for (const [name, ask] of Object.entries(sdks))
  checks[name] = async () => {
    assert.equal(await ask(), 'Hello');
    assert.deepEqual(await call(), WHOLE);
  };
for (const [name, ask] of Object.entries(socketsOf))
  checks[name] = async () => {
    assert.equal(await ask(`ws://${at.plain}/v1/responses`), 'response.completed');
    assert.deepEqual(await call(), WHOLE);
  };
checks['all is put back'] = async () => {
  await app.close();
  const now = [globalThis.fetch, http.request, http.ClientRequest.prototype.write, http.ClientRequest.prototype.end];
  for (const [n, original] of originals.entries()) assert.equal(now[n], original);
  for (const send of Object.values(clients)) assert.equal(await send(CHAT), STREAM.join(''));
  assert.deepEqual(probe.calls(), []);
};

const [passed, failed] = [[], []];
for (const [name, check] of Object.entries(checks)) {
  probe.clear();
  try {
    await check();
    passed.push(name);
  } catch (error) {
    failed.push([name, String(error?.stack ?? error)]);
  }
}
console.log(JSON.stringify({ passed, failed }));
process.exit();
