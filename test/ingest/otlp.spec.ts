import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SpanKind } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { LlmContextService, LlmLoggerService } from 'nestjs-llm-logging';
import { logging, moduleOf, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen, PLATFORMS, type ListeningApplication, type Platform } from '../support/http-application.js';
import { traceOf, type GivenSpan } from './spans.js';

const FIXTURES = new URL('../fixtures/otlp/', import.meta.url);
const TOKEN = 'token-of-all';
const OF_ACME = 'token-of-acme';

const TOKENS = [{ token: TOKEN }, { token: OF_ACME, companyId: 'acme', service: 'worker', texts: false }];

const CHAT = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.provider.name': 'openai' };
const USED = { 'gen_ai.usage.input_tokens': 1000, 'gen_ai.usage.output_tokens': 100 };

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

function start(platform: Platform = 'express', maxBodyBytes = 1024 * 1024): Promise<ListeningApplication> {
  const log = logging(database, { ingest: { tokens: TOKENS, maxBodyBytes } });
  return listen(platform, moduleOf({ imports: [log] }), (app) => app.setGlobalPrefix('api'));
}

interface Sent {
  path?: string;
  token?: string | undefined;
  headers?: Record<string, string>;
  body?: unknown;
}

function send(url: string, { path = '/v1/traces', token = TOKEN, headers = {}, body }: Sent): Promise<Response> {
  return fetch(`${url}/llm-ingest${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? (body as string) : JSON.stringify(body),
  });
}

async function rowsOf(app: ListeningApplication['app'], traceId: string): Promise<Record<string, any>[]> {
  const rows = await storedCalls(app, database);
  return rows.filter((row) => row['trace_id'] === traceId);
}

describe.each(PLATFORMS)('the OTLP receiver on %s', (platform) => {
  let started: ListeningApplication;

  beforeAll(async () => {
    started = await start(platform);
  });

  afterAll(() => started.app.close());

  it('stores what is sent as rows, the same span once', async () => {
    const trace = traceOf({ attributes: { ...CHAT, ...USED, 'user.id': 'u-1', 'session.id': 's-1' } });
    for (let time = 0; time < 2; time += 1) {
      const answer = await send(started.url, { body: trace.body });
      expect([answer.status, await answer.json()]).toEqual([200, {}]);
    }
    expect(await rowsOf(started.app, trace.traceId)).toMatchObject([
      {
        kind: 'call',
        via: 'otlp',
        name: 'span',
        call_type: 'chat',
        model: 'gpt-4o',
        prompt_tokens: 1000,
        user_id: 'u-1',
        session_id: 's-1',
        latency_ms: 1500,
        estimated_cost: '0.003500000000',
      },
    ]);
  });

  it('takes gzip at the path of Langfuse with Basic authentication', async () => {
    const trace = traceOf({
      attributes: { 'langfuse.observation.type': 'generation', 'langfuse.observation.model.name': 'gpt-4o' },
    });
    const answer = await send(started.url, {
      path: '/api/public/otel/v1/traces',
      headers: {
        authorization: `Basic ${Buffer.from(`pk-lf-1:${TOKEN}`).toString('base64')}`,
        'content-encoding': 'gzip',
      },
      body: gzipSync(JSON.stringify(trace.body)),
    });
    expect(answer.status).toBe(200);
    expect(await rowsOf(started.app, trace.traceId)).toMatchObject([{ model: 'gpt-4o' }]);
  });

  it('takes protobuf from the official exporter', async () => {
    const exporter = new OTLPTraceExporter({
      url: `${started.url}/llm-ingest/v1/traces`,
      headers: { authorization: `Bearer ${TOKEN}` },
      compression: 'gzip' as never,
    });
    const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    const span = provider.getTracer('test').startSpan('chat gpt-4o', { kind: SpanKind.CLIENT });
    span.setAttributes({
      ...CHAT,
      ...USED,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.request.temperature': 0.5,
    });
    span.addEvent('gen_ai.first_token');
    span.end();
    await provider.forceFlush();
    await provider.shutdown();
    expect(await rowsOf(started.app, span.spanContext().traceId)).toMatchObject([
      {
        name: 'chat gpt-4o',
        finish_reason: 'stop',
        temperature: 0.5,
        prompt_tokens: 1000,
        metadata: { spanId: span.spanContext().spanId },
      },
    ]);
  });

  it('binds calls to the company of the token, and takes no texts where it says so', async () => {
    const trace = traceOf({
      attributes: {
        ...CHAT,
        ...USED,
        'llm_logging.company_id': 'other',
        'gen_ai.input.messages': '[{"role":"user","content":"secret"}]',
      },
    });
    await send(started.url, { token: OF_ACME, body: trace.body });
    const [row] = await rowsOf(started.app, trace.traceId);
    expect(row).toMatchObject({
      company_id: 'acme',
      metadata: { service: 'worker' },
      prompt: null,
      prompt_tokens: 1000,
    });
    expect(JSON.stringify(row)).not.toContain('secret');
  });

  it('answers logs and metrics, and leaves other paths to the application', async () => {
    for (const path of ['/v1/logs', '/v1/metrics'])
      expect((await send(started.url, { path, body: {} })).status).toBe(200);
    expect((await send(started.url, { path: '/v1/other', body: {} })).status).toBe(404);
  });

  it('refuses what it cannot take, with why', async () => {
    const trace = traceOf({ attributes: { ...CHAT, ...USED } });
    const statusOf = async (sent: Sent): Promise<number> => (await send(started.url, sent)).status;
    expect(await statusOf({ token: 'other', body: trace.body })).toBe(401);
    expect(await statusOf({ headers: { authorization: '' }, body: trace.body })).toBe(401);
    expect(await statusOf({ body: '{"resourceSpans":[' })).toBe(400);
    expect(await statusOf({ body: { resourceSpans: 5 } })).toBe(400);
    expect(await statusOf({ headers: { 'content-type': 'text/plain' }, body: 'x' })).toBe(415);
    expect(await statusOf({ headers: { 'content-encoding': 'zstd' }, body: 'x' })).toBe(415);
    expect(await statusOf({ headers: { 'content-encoding': 'gzip' }, body: 'no gzip' })).toBe(400);
    expect(
      await statusOf({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(4 * 1024 * 1024)) }),
    ).toBe(413);
    expect(await statusOf({ body: ' '.repeat(2 * 1024 * 1024) })).toBe(413);
    const broken = await send(started.url, {
      headers: { 'content-type': 'application/x-protobuf' },
      body: Buffer.from([0x0a, 0x7f, 1]),
    });
    expect([broken.status, broken.headers.get('content-type')]).toEqual([400, 'application/x-protobuf']);
    expect((await fetch(`${started.url}/llm-ingest/v1/traces`)).status).toBe(405);
    expect(await rowsOf(started.app, trace.traceId)).toEqual([]);
  });

  it('names spans without ids as a partial success', async () => {
    const trace = traceOf({ attributes: CHAT }, { attributes: { ...CHAT, ...USED } });
    trace.spans[0]!['traceId'] = '';
    const answer = await send(started.url, { body: trace.body });
    expect(await answer.json()).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
    expect(await rowsOf(started.app, trace.traceId)).toHaveLength(1);
  });
});

describe('spans that belong together', () => {
  let started: ListeningApplication;

  beforeAll(async () => {
    started = await start();
  });

  afterAll(() => started.app.close());

  const INNER: GivenSpan = { id: '2', parent: '1', name: 'inner', attributes: { ...CHAT, ...USED } };
  const OUTER: GivenSpan = { id: '1', name: 'outer', attributes: { ...CHAT, ...USED, 'user.id': 'u-1' } };
  const AROUND: GivenSpan = { id: '1', name: 'outer', attributes: CHAT };

  async function sent(isRestarted: boolean, ...posts: GivenSpan[]): Promise<Record<string, any>[]> {
    const { traceId, posts: bodies } = traceOf(...posts);
    for (const body of bodies) {
      await send(started.url, { body });
      if (!isRestarted) continue;
      await started.app.close();
      started = await start();
    }
    return rowsOf(started.app, traceId);
  }

  it.each([
    ['inner first', false, [INNER, OUTER]],
    ['outer first', false, [OUTER, INNER]],
    ['inner first, another process', true, [INNER, OUTER]],
    ['outer first, another process', true, [OUTER, INNER]],
  ] as const)('are one call in two requests: %s', async (_, isRestarted, posts) => {
    const calls = (await sent(isRestarted, ...posts)).filter(({ kind }) => kind === 'call');
    expect(calls).toMatchObject([{ name: 'outer', user_id: 'u-1', prompt_tokens: 1000 }]);
  });

  it.each([
    ['inner first', [INNER, AROUND]],
    ['outer first', [AROUND, INNER]],
  ] as const)('count the inner one where the outer has no usage: %s', async (_, posts) => {
    const rows = await sent(false, ...posts);
    const inner = rows.find(({ kind }) => kind === 'call');
    const outer = rows.find(({ kind }) => kind === 'step');
    expect(rows).toHaveLength(2);
    expect(inner).toMatchObject({ name: 'inner', parent_call_id: outer!['id'] });
  });

  it('have their parents, whichever comes first, through spans that are no rows', async () => {
    const rows = await sent(
      false,
      { id: '3', parent: '2', name: 'tool', attributes: { 'gen_ai.operation.name': 'execute_tool' } },
      { id: '2', parent: '1', name: 'http', attributes: {} },
      { id: '1', name: 'agent', attributes: { 'gen_ai.operation.name': 'invoke_agent', ...USED } },
    );
    const id = rows.find(({ name }) => name === 'agent')!['id'] as string;
    expect(rows.find(({ name }) => name === 'tool')).toMatchObject({ kind: 'tool', parent_call_id: id });
    expect(rows.find(({ name }) => name === 'agent')).toMatchObject({
      kind: 'agent',
      prompt_tokens: null,
      estimated_cost: null,
    });
  });

  it('hang below the call of the application that handed on its trace', async () => {
    const contexts = started.app.get(LlmContextService);
    const logger = started.app.get(LlmLoggerService);
    const { callId, headers } = await contexts.run({}, () =>
      logger.logCall({ callType: 'rag_query' }, (call) => ({ callId: call.id, headers: contexts.headers() })),
    );
    await logger.flush();
    const [, traceId, parent] = headers['traceparent']!.split('-');
    const trace = traceOf({ id: '7', attributes: { ...CHAT, ...USED } });
    Object.assign(trace.spans[0]!, { traceId, parentSpanId: parent });
    await send(started.url, { body: trace.body });
    const rows = await rowsOf(started.app, traceId!);
    expect(rows.find(({ via }) => via === 'otlp')).toMatchObject({ parent_call_id: callId });
  });
});

it('stores the calls of every recorded payload', async () => {
  const { app, url } = await start('express', 4 * 1024 * 1024);
  try {
    for (const name of readdirSync(FIXTURES).filter((file) => file.endsWith('.json'))) {
      const { request, expected } = JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8')) as any;
      const before = (await storedCalls(app, database)).length;
      // Some count their ids from 1.
      const own = `"traceId":"${randomBytes(4).toString('hex')}`;
      const body = JSON.stringify(request.body).replaceAll(/"traceId":"[0-9a-f]{8}/g, own);
      expect((await send(url, { body })).status).toBe(200);
      await storedCalls(app, database);
      const rows = (await database.query('SELECT * FROM llm_calls ORDER BY created_at, id')).slice(before);
      const expectedRows = expected.filter((each: any) => each.row !== null).map((each: any) => each.row);
      const tokens = (row: any): unknown[] => [
        row.promptTokens ?? row.prompt_tokens ?? null,
        row.completionTokens ?? row.completion_tokens ?? null,
      ];
      const sorted = (all: unknown[][]): string[] => all.map((each) => JSON.stringify(each)).sort();
      expect([name, sorted(rows.filter(({ kind }) => kind === 'call').map(tokens))]).toEqual([
        name,
        sorted(expectedRows.map(tokens)),
      ]);
    }
  } finally {
    await app.close();
  }
});

it('reports at start what is wrong with its options', async () => {
  const wrong = { path: 'a b', tokens: [{ token: '' }, { token: 'x', companyId: 5, colour: 1 }], maxBodyBytes: 1 };
  const started = listen('express', moduleOf({ imports: [logging(database, { ingest: wrong as never })] }));
  await expect(started).rejects.toThrow(/tokens\[0\]\.token[^]*colour/);
  const none = listen('express', moduleOf({ imports: [logging(database, { ingest: { tokens: [] } })] }));
  await expect(none).rejects.toThrow(/ingest\.tokens: name at least one/);
});
