import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAI as createOpenAI2 } from '@ai-sdk/openai-2';
import { Injectable, type INestApplicationContext } from '@nestjs/common';
import * as ai from 'ai';
import * as ai5 from 'ai-5';
import fc from 'fast-check';
import { LlmLoggerService, LogLlmCall } from 'nestjs-llm-logging';
import OpenAI from 'openai';
import { setTimeout as sleep } from 'node:timers/promises';
import { from } from 'rxjs';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ReplayServer } from '../support/replay-server.js';

/** What the tests use of the SDK, whichever version it is. */
interface Sdk {
  streamText: (options: object) => StreamTextResult;
  generateText: (options: object) => Promise<{ text: string }>;
  streamObject: (options: object) => { partialObjectStream: AsyncIterable<unknown> };
  ToolLoopAgent?: new (settings: object) => { stream: (options: object) => Promise<StreamTextResult> };
}
interface StreamTextResult {
  textStream: AsyncIterable<string>;
  fullStream: AsyncIterable<{ type: string }>;
  text: PromiseLike<string>;
  consumeStream(): PromiseLike<void>;
}

@Injectable()
class HandingService {
  @LogLlmCall({ callType: 'chat' })
  give<T>(make: () => T): T {
    return make();
  }

  @LogLlmCall({ callType: 'chat' })
  observe(...values: unknown[]) {
    return from(values);
  }
}

let server: ReplayServer;
let database: TestDatabase;
let app: INestApplicationContext;
const rejections: unknown[] = [];
const noteRejection = (error: unknown): void => void rejections.push(error);
const log = {
  call: <T>(work: () => T): T => app.get(HandingService).give(work),
  fetch: () => app.get(LlmLoggerService).fetch,
};
const stored = () => storedCalls(app, database);

/** The row of the only call, once it is in the state; a step more than this is a failure of the test. */
async function rowIn(status: string): Promise<Record<string, any>> {
  for (;;) {
    const rows = await stored();
    expect(rows).toHaveLength(1);
    if (rows[0]!['status'] === status) return rows[0]!;
    expect(rows[0]!['status']).toBe('pending');
    await sleep(20);
  }
}

beforeAll(async () => {
  server = await ReplayServer.start();
  database = await createTestDatabase();
  app = await startContext({ imports: [logging(database)], providers: [HandingService] });
  process.on('unhandledRejection', noteRejection);
});
beforeEach(async () => {
  await app.get(LlmLoggerService).flush();
  await database.query('DELETE FROM llm_calls');
});
afterEach(async () => {
  await sleep(0);
  expect(rejections.splice(0)).toEqual([]);
});
afterAll(async () => {
  process.off('unhandledRejection', noteRejection);
  await app.close();
  await server.close();
  await database.drop();
});

const WHOLE = { status: 'success', prompt_tokens: 12, completion_tokens: 5, response: expect.stringMatching(/./) };
const FAILED = {
  status: 500,
  headers: { 'content-type': 'application/json' },
  pieces: ['{"error":{"message":"the model fell over","type":"server_error"}}'],
};
const quiet = { maxRetries: 0, onError: () => undefined };

describe("an SDK's own promise", () => {
  const openai = () => new OpenAI({ apiKey: 'sk-secret', baseURL: `${server.url}/v1`, maxRetries: 0 });
  const messages = [{ role: 'user' as const, content: 'Hello?' }];

  it('gives the whole answer, also where that has a member named `data`', async () => {
    server.answers('openai/embeddings-basic');
    const asked = { model: 'text-embedding-3-small', input: 'Hello?', encoding_format: 'float' as const };
    const answer = await log.call(() => openai().embeddings.create(asked));
    expect(answer).toMatchObject({ object: 'list', data: [{ object: 'embedding' }] });
    expect(await rowIn('success')).toMatchObject({ prompt_tokens: answer.usage.prompt_tokens });
  });

  it('gives the HTTP response to who asks for that, and then still the answer', async () => {
    server.answers('openai/chat-basic');
    const asked = log.call(() => openai().chat.completions.create({ model: 'gpt-4o', messages }));
    expect(await asked.asResponse()).toMatchObject({ status: 200 });
    expect(await asked).toMatchObject({ object: 'chat.completion' });
    expect(await stored()).toHaveLength(1);
  });
});

describe.each([
  ['ai 5', ai5 as unknown as Sdk, createOpenAI2],
  ['ai 6', ai as unknown as Sdk, createOpenAI],
])('what %s returns', (_version, sdk, provider) => {
  const asked = (fetch?: typeof globalThis.fetch) => ({
    model: provider({ apiKey: 'sk-secret', baseURL: `${server.url}/v1`, fetch: fetch as never }).chat('gpt-4o'),
    prompt: 'Hello?',
    ...quiet,
  });

  describe.each([
    ['seen by fetch', () => asked(log.fetch())],
    ['not seen', () => asked()],
  ])('with its exchange %s', (_seen, options) => {
    it('ends with the stream, and has its text and tokens', async () => {
      server.answers('openai/chat-stream-usage', 'openai/chat-stream-usage', 'openai/chat-stream-usage');
      const { textStream } = log.call(() => sdk.streamText(options()));
      let text = '';
      for await (const piece of textStream) text += piece;
      expect(await rowIn('success')).toMatchObject({ ...WHOLE, response: text });
    });

    it('ends when its text is awaited, or it is consumed', async () => {
      server.answers('openai/chat-stream-usage', 'openai/chat-stream-usage');
      const text = await log.call(() => sdk.streamText(options())).text;
      await log.call(() => sdk.streamText(options())).consumeStream();
      expect(await stored()).toMatchObject([
        { ...WHOLE, response: text },
        { ...WHOLE, response: text },
      ]);
    });

    it('fails with the provider, and the process lives', async () => {
      server.answers(FAILED);
      const { fullStream } = log.call(() => sdk.streamText(options()));
      const types: string[] = [];
      for await (const { type } of fullStream) types.push(type);
      expect(types).toContain('error');
      expect(await rowIn('error')).toMatchObject({
        error_code: '500',
        error_message: expect.stringMatching(/fell over/),
      });
    });

    it('is cancelled with its caller', async () => {
      server.answers({
        headers: { 'content-type': 'text/event-stream' },
        pieces: ['data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Hel"}}]}\n\n'],
        stalls: true,
      });
      const abort = new AbortController();
      const { fullStream } = log.call(() => sdk.streamText({ ...options(), abortSignal: abort.signal }));
      for await (const { type } of fullStream) if (type === 'text-delta') abort.abort();
      expect(await rowIn('cancelled')).toMatchObject({ response: 'Hel' });
    });

    it('is read without a getter when it is whole', async () => {
      server.answers('openai/chat-basic');
      const { text } = await log.call(() => sdk.generateText(options()));
      expect(await rowIn('success')).toMatchObject({ response: text, prompt_tokens: expect.any(Number) });
    });
  });

  it('streams objects', async () => {
    server.answers('openai/chat-stream-usage');
    const result = log.call(() => sdk.streamObject({ ...asked(), output: 'no-schema' }));
    for await (const _ of result.partialObjectStream) continue;
    expect(await rowIn('success')).toMatchObject(WHOLE);
  });

  it('fails with the provider though nobody reads it', async () => {
    server.answers(FAILED);
    log.call(() => sdk.streamText(asked(log.fetch())));
    expect(await rowIn('error')).toMatchObject({ error_code: '500', request_model: 'gpt-4o' });
  });

  it('may be tried again by the SDK', async () => {
    server.answers({ ...FAILED, headers: { 'retry-after-ms': '1' } as never }, 'openai/chat-stream-usage');
    const { textStream } = log.call(() => sdk.streamText({ ...asked(log.fetch()), maxRetries: 1 }));
    for await (const _ of textStream) continue;
    expect(await rowIn('success')).toMatchObject({ ...WHOLE, attempts: 2 });
  });

  const { ToolLoopAgent } = sdk;
  (ToolLoopAgent === undefined ? it.skip : it)('may come from an agent', async () => {
    server.answers('openai/chat-stream-usage');
    const { model } = asked();
    const { textStream } = await log.call(() => new ToolLoopAgent!({ model }).stream({ prompt: 'Hello?' }));
    for await (const _ of textStream) continue;
    expect(await rowIn('success')).toMatchObject(WHOLE);
  });
});

describe('any result', () => {
  /** Data in which some members are getters, proxies or promises, each of which counts when it is touched. */
  const traps = { touched: [] as string[] };
  const touch = (): never => {
    traps.touched.push(new Error('touched').stack!);
    throw new Error('touched');
  };
  const trap = new Proxy({}, Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((name) => [name, touch])));
  const rejecting = (): Promise<never> => {
    const promise = Promise.reject(new Error('of the caller'));
    void promise.catch(() => undefined);
    void Object.defineProperty(promise, 'then', { value: touch });
    return promise;
  };
  class Lazy {
    get text() {
      return touch();
    }
    get usage() {
      return touch();
    }
    get output() {
      return touch();
    }
  }
  const names = fc.constantFrom(
    ...['choices', 'message', 'usage', 'usage_metadata', 'content', 'text', 'object', 'data', 'steps', 'then', 'type'],
    ...['output', 'candidates', 'finishReason', 'model', 'totalUsage', 'subscribe', 'lift', 'next', 'tee', '_emit'],
    ...['queue', 'queueName', 'attemptsMade', 'name'],
  );
  // Built inside the test: the library that makes them up would touch them itself.
  type Plan = string | number | null | Plan[] | { members: [name: string, isGetter: boolean, value: Plan][] };
  const { plan } = fc.letrec<{ plan: Plan }>((tie) => ({
    plan: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Plan>('text', 'message', 'stop', 3, null, 'a proxy', 'a promise', 'an instance'),
      fc.array(tie('plan'), { maxLength: 3 }),
      fc.record({ members: fc.array(fc.tuple(names, fc.boolean(), tie('plan')), { maxLength: 6 }) }),
    ),
  }));
  const built = (of: Plan): unknown => {
    if (of === 'a proxy') return trap;
    if (of === 'a promise') return rejecting();
    if (of === 'an instance') return new Lazy();
    if (Array.isArray(of)) return of.map(built);
    if (typeof of !== 'object' || of === null) return of;
    const object = {};
    for (const [name, isGetter, value] of of.members) {
      const member = isGetter ? { get: touch } : { value: built(value) };
      Object.defineProperty(object, name, { ...member, enumerable: true, configurable: true });
    }
    return object;
  };

  it('is handed through with none of its getters, proxies and promises touched', async () => {
    fc.assert(
      fc.property(plan, (of) => {
        // A promise that is the result itself is followed.
        fc.pre(of !== 'a promise');
        const value = built(of);
        const isSame = (one: unknown): boolean => Object.is(one, value);
        expect(isSame(log.call(() => value))).toBe(true);
        const given: unknown[] = [];
        app
          .get(HandingService)
          .observe(value, value)
          .subscribe((one) => given.push(one));
        expect(given.every(isSame)).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(traps.touched).toEqual([]);
    expect(await stored()).toHaveLength(600);
  });
});
