// Runs as a process of its own, on any runtime: node checks.mjs <url of a database>. Its last line is what passed and what failed, as JSON.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import * as log from 'nestjs-llm-logging';
import OpenAI from 'openai';
import { from } from 'rxjs';
import * as undici from 'undici';
import { WebSocketServer } from 'ws';

const [url] = process.argv.slice(2);
const isNode = process.versions.bun === undefined;
const {
  LlmBudgetService,
  LlmCallRepository,
  LlmContextService,
  LlmLoggerService,
  LlmLoggingModule,
  LlmStatsService,
  LogLlmCall,
} = log;

class Model {
  promise(text) {
    return Promise.resolve(text.toUpperCase());
  }
  async *chunks(text) {
    yield* text;
  }
  observable(text) {
    return from([...text]);
  }
  fails() {
    return Promise.reject(new TypeError('fell over'));
  }
  async outer(text) {
    await Promise.resolve();
    return this.promise(text);
  }
}
for (const name of Object.getOwnPropertyNames(Model.prototype).filter((each) => each !== 'constructor')) {
  const method = Object.getOwnPropertyDescriptor(Model.prototype, name);
  const options = { name, prompt: ([text]) => text };
  Object.defineProperty(Model.prototype, name, LogLlmCall('chat', options)(Model.prototype, name, method) ?? method);
}

const provider = createServer((request, response) => {
  const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const content of ['Hel', 'lo'])
      response.write(`data: ${JSON.stringify({ model: 'gpt-4o', choices: [{ index: 0, delta: { content } }] })}\n\n`);
    response.end(`data: ${JSON.stringify({ model: 'gpt-4o', choices: [], usage })}\n\ndata: [DONE]\n\n`);
  });
});
// It only takes connections: nothing that is asked comes through.
new WebSocketServer({ server: provider });
await new Promise((resolve) => provider.listen(0, '127.0.0.1', resolve));
const host = `127.0.0.1:${provider.address().port}`;

const started = async (adapter) => {
  class AppModule {}
  const options = {
    database: { url, poolSize: 2 },
    capture: { fetch: true, auto: isNode, hosts: { [host]: 'openai' } },
  };
  Module({
    imports: [LlmLoggingModule.forRoot({ ...options, admin: { public: true } })],
    providers: [Model],
  })(AppModule);
  const app = await NestFactory.create(AppModule, adapter, { logger: ['error'], abortOnError: false });
  await app.listen(0, '127.0.0.1');
  return app;
};
const app = await started(new ExpressAdapter());
const [model, logger, calls] = [app.get(Model), app.get(LlmLoggerService), app.get(LlmCallRepository)];
const rowOf = async (filters) => {
  await logger.flush();
  const { items } = await calls.listByFilters(filters);
  assert.equal(items.length, 1);
  return items[0];
};

const checks = {
  'a promise': async () => {
    assert.equal(await model.promise('hello'), 'HELLO');
    assert.equal((await rowOf({ name: 'promise' })).response, 'HELLO');
  },
  'an async iterable': async () => {
    let text = '';
    for await (const chunk of model.chunks('hello')) text += chunk;
    assert.equal(text, 'hello');
    assert.equal((await rowOf({ name: 'chunks' })).status, 'success');
  },
  'an observable': async () => {
    await new Promise((resolve) => model.observable('hello').subscribe({ complete: resolve }));
    assert.equal((await rowOf({ name: 'observable' })).status, 'success');
  },
  'a failure': async () => {
    await assert.rejects(model.fails('hello'), TypeError);
    assert.equal((await rowOf({ name: 'fails' })).errorMessage, 'fell over');
  },
  'a call inside a call': async () => {
    await app.get(LlmContextService).run({ sessionId: 'inside' }, () => model.outer('hello'));
    const outer = await rowOf({ name: 'outer' });
    assert.equal((await rowOf({ parentCallId: outer.id })).sessionId, 'inside');
  },
  'an SDK through the global fetch, streamed': async () => {
    const openai = new OpenAI({ apiKey: 'none', baseURL: `http://${host}/v1` });
    const messages = [{ role: 'user', content: 'Hi' }];
    const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
    let text = '';
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
    assert.equal(text, 'Hello');
    const { response, totalTokens } = await rowOf({ via: 'fetch' });
    assert.deepEqual({ response, totalTokens }, { response: 'Hello', totalTokens: 5 });
  },
  ...(isNode && {
    'a budget that blocks': async () => {
      const model = 'gpt-blocked';
      await app
        .get(LlmBudgetService)
        .define({ name: 'one dollar', limitUsd: 1, window: 'total', match: { model }, onLimit: 'block' });
      await logger.record({ provider: 'openai', model, estimatedCost: 1 });
      await logger.flush();
      const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hi' }] });
      await assert.rejects(undici.request(`http://${host}/v1/chat/completions`, { method: 'POST', body }), {
        name: 'LlmBudgetExceededError',
      });
      for (const Socket of [undici.WebSocket, globalThis.WebSocket].filter(Boolean)) {
        const socket = new Socket(`ws://${host}/v1/responses`);
        await new Promise((resolve) => socket.addEventListener('open', resolve));
        const received = new Promise((resolve) => socket.addEventListener('message', ({ data }) => resolve(data)));
        socket.send(JSON.stringify({ type: 'response.create', model, input: 'Hi' }));
        assert.equal(JSON.parse(await received).code, 'budget_exceeded');
        socket.close();
      }
    },
  }),
  statistics: async () => {
    assert.ok((await app.get(LlmStatsService).getCostStats({ days: 1 })).totalCalls > 0);
  },
  'the dashboard, on Express': async () => dashboard(app),
  'the dashboard, on Fastify': async () => {
    const other = await started(new FastifyAdapter());
    await dashboard(other);
    await other.close();
  },
  'one instance for import and require': async () => {
    const required = createRequire(import.meta.url)('nestjs-llm-logging');
    assert.equal(required.LlmLoggerService, LlmLoggerService);
  },
  'close stores what waits': async () => {
    await logger.record({ name: 'last words' });
    await app.close();
  },
};

async function dashboard(running) {
  const base = await running.getUrl();
  assert.equal((await fetch(`${base}/admin/llm/`)).status, 200);
  assert.equal((await fetch(`${base}/admin/llm/calls`)).status, 200);
}

const [passed, failed] = [[], []];
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    passed.push(name);
  } catch (error) {
    failed.push([name, String(error?.stack ?? error)]);
  }
}
provider.close().closeAllConnections();
const version = isNode ? process.version : `bun ${process.versions.bun}`;
console.log(JSON.stringify({ version, passed, failed }));
process.exit();
