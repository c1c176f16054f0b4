import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { logging, moduleOf, startContext } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen, type ListeningApplication } from '../support/http-application.js';
import { exportTo, Traced } from '../telemetry/traced.js';
import { traceOf, type GivenSpan } from './spans.js';

const TOKEN = 'token-of-all';
const INGEST = { ingest: { tokens: [{ token: TOKEN }] } };
const CALL = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.provider.name': 'openai',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.output_tokens': 100,
};

let database: TestDatabase;
let instances: ListeningApplication[];

beforeAll(async () => {
  database = await createTestDatabase();
  instances = [];
  for (let number = 0; number < 2; number += 1)
    instances.push(await listen('express', moduleOf({ imports: [logging(database, INGEST)] })));
});

afterAll(async () => {
  await Promise.all(instances.map(({ app }) => app.close()));
  await database.drop();
});

async function rowsOf(traceId: string): Promise<Record<string, any>[]> {
  await Promise.all(instances.map(({ app }) => app.get(LlmLoggerService).flush()));
  return database.query('SELECT * FROM llm_calls WHERE trace_id = $1', [traceId]);
}

async function callsOf(traceId: string): Promise<Record<string, any>[]> {
  return (await rowsOf(traceId)).filter(({ kind }) => kind === 'call');
}

async function onlyCallOf(traceId: string): Promise<Record<string, any>> {
  for (;;) {
    const [call, ...others] = await callsOf(traceId);
    if (call !== undefined && others.length === 0) return call;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function send(url: string, body: object): Promise<Response> {
  return fetch(`${url}/llm-ingest/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(body),
  });
}

describe('two instances on one database', () => {
  it('make one row of a span that is posted to both at the same time', async () => {
    const { traceId, body } = traceOf({ attributes: CALL });
    const answers = await Promise.all(instances.map(({ url }) => send(url, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await rowsOf(traceId)).toHaveLength(1);
  });

  it('count two spans of one call once, of which each gets one at the same time', async () => {
    const outer: GivenSpan = { id: '1', name: 'outer', attributes: CALL };
    const { traceId, posts } = traceOf(outer, { id: '2', parent: '1', name: 'inner', attributes: CALL });
    await Promise.all(instances.map(({ url }, index) => send(url, posts[index]!)));
    expect(await onlyCallOf(traceId)).toMatchObject({ name: 'outer', prompt_tokens: 1000 });
  });

  it('make no row of a span whose call has its row in another log', async () => {
    const own = { ...CALL, 'llm_logging.call_id': `01900000-0000-7000-8000-${randomBytes(6).toString('hex')}` };
    const { traceId, posts } = traceOf({ id: '2', parent: '1', attributes: own }, { id: '1', attributes: CALL });
    await send(instances[0]!.url, posts[0]!);
    expect(await rowsOf(traceId)).toEqual([]);
    await send(instances[0]!.url, posts[1]!);
    expect(await rowsOf(traceId)).toEqual([]);
  });
});

describe('an application whose traces are sent to two instances of its log', () => {
  let traced: Traced;
  let application: INestApplicationContext;
  let logger: LlmLoggerService;

  beforeAll(async () => {
    traced = new Traced();
    // Its rows are stored when a test says so.
    application = await startContext({ imports: [logging(database, { delivery: { flushIntervalMs: 60_000 } })] });
    logger = application.get(LlmLoggerService);
  });

  afterAll(async () => {
    await application.close();
    await traced.close();
  });

  /** Spans of an agent, a framework's span of the call in it, and the log's own of the same call. */
  function around(): Promise<ReadableSpan[]> {
    return traced.spansOf(() =>
      inSpan('agent', { 'gen_ai.operation.name': 'invoke_agent' }, () => inSpan('outer', CALL, () => request(logger))),
    );
  }

  /** Of an annotated method that gives its usage, and of an instrumentation's span of the call in it. */
  function inMethod(): Promise<ReadableSpan[]> {
    return traced.spansOf(() =>
      logger.logCall({ callType: 'chat', name: 'own', model: 'gpt-4o' }, async (call) => {
        call.update({ usage: { promptTokens: 1000, completionTokens: 100 } });
        await inSpan('outer', CALL, () => Promise.resolve());
      }),
    );
  }

  /** A span that says what it is when it ends, as spans of frameworks do. */
  function inSpan(name: string, attributes: Attributes, work: () => Promise<unknown>): Promise<void> {
    return traced.provider.getTracer('framework').startActiveSpan(name, async (span) => {
      await work();
      span.setAttributes(attributes).end();
    });
  }

  type Post = readonly [name: string, instance: number];

  async function post(spans: readonly ReadableSpan[], posts: readonly Post[]): Promise<string> {
    for (const [name, instance] of posts) {
      const sent = spans.filter((span) => span.name === name || (name === 'own' && /^chat/.test(span.name)));
      expect(sent).toHaveLength(1);
      expect(await exportTo(instances[instance]!.url, TOKEN, sent)).toBe(0);
      await instances[instance]!.app.get(LlmLoggerService).flush();
    }
    return spans[0]!.spanContext().traceId;
  }

  const ORDERS: readonly (readonly [string, readonly Post[]])[] = [
    [
      'own first',
      [
        ['own', 0],
        ['outer', 1],
      ],
    ],
    [
      'own last',
      [
        ['outer', 0],
        ['own', 1],
      ],
    ],
    [
      'own in the middle',
      [
        ['agent', 1],
        ['own', 0],
        ['outer', 1],
      ],
    ],
    [
      'around first',
      [
        ['outer', 1],
        ['agent', 0],
        ['own', 0],
      ],
    ],
    [
      'agent last',
      [
        ['outer', 0],
        ['own', 1],
        ['agent', 0],
      ],
    ],
  ];

  it.each(ORDERS)('has one call of the spans around one of its own: %s', async (_, posts) => {
    const spans = await around();
    await logger.flush();
    const traceId = await post(spans, posts);
    expect(await callsOf(traceId)).toMatchObject([{ via: 'fetch', prompt_tokens: 1000 }]);
  });

  it.each(ORDERS.slice(0, 2))('has one call of the spans in an annotated method: %s', async (_, posts) => {
    const spans = await inMethod();
    await logger.flush();
    const traceId = await post(spans, posts);
    expect(await callsOf(traceId)).toMatchObject([{ via: 'logger', prompt_tokens: 1000 }]);
  });

  it.each(ORDERS.slice(0, 2))('has one call where its row is stored after the spans: %s', async (_, posts) => {
    const traceId = await post(await around(), posts);
    expect((await rowsOf(traceId)).map(({ via }) => via)).not.toContain('fetch');
    await logger.flush();
    expect(await onlyCallOf(traceId)).toMatchObject({ via: 'fetch', prompt_tokens: 1000 });
  });

  it('has one call where the instance that got the span around it stops', async () => {
    const spans = await around();
    const { app, url } = await listen('express', moduleOf({ imports: [logging(database, INGEST)] }));
    await exportTo(
      url,
      TOKEN,
      spans.filter(({ name }) => name === 'outer'),
    );
    await logger.flush();
    await app.close();
    expect(await callsOf(spans[0]!.spanContext().traceId)).toMatchObject([{ via: 'fetch' }]);
  });

  it('keeps in its row which span is its own, and which is around', async () => {
    const spans = await around();
    await logger.flush();
    const idOf = (pattern: RegExp): string => spans.find(({ name }) => pattern.test(name))!.spanContext().spanId;
    const [row] = await callsOf(spans[0]!.spanContext().traceId);
    expect(row!['metadata']).toEqual({ otelSpan: { id: idOf(/^chat/), parentId: idOf(/outer/) } });
  });
});

/** A request to a model, answered here. */
async function request(logger: LlmLoggerService): Promise<unknown> {
  const answer = {
    object: 'chat.completion',
    model: 'gpt-4o',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
  };
  const answering = logger.wrapFetch(() => Promise.resolve(Response.json(answer)));
  const response = await answering('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello?' }] }),
  });
  return response.json();
}
