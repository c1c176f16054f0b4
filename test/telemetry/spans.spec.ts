import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Inject, Injectable } from '@nestjs/common';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { OpenAIInstrumentation as OpenInference } from '@arizeai/openinference-instrumentation-openai';
import { OpenAIInstrumentation } from '@opentelemetry/instrumentation-openai';
import { generateText } from 'ai';
import OpenAI from 'openai';
import { LlmLoggerService, LogLlmCall } from 'nestjs-llm-logging';
import { logging, moduleOf, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen, type ListeningApplication } from '../support/http-application.js';
import { anthropic, chatModel, messages, openai } from '../support/provider-sdks.js';
import { ReplayServer } from '../support/replay-server.js';
import { exportTo, parentOf, Traced } from './traced.js';

const TOKEN = 'token-of-all';
const ASKED = { model: 'gpt-4o', messages };

let database: TestDatabase;
let server: ReplayServer;
let traced: Traced;
let started: ListeningApplication;
let logger: LlmLoggerService;

@Injectable()
class Chat {
  constructor(@Inject(LlmLoggerService) private readonly calls: LlmLoggerService) {}

  @LogLlmCall('chat', { prompt: ([message]: [string]) => message })
  reply(_message: string): Promise<unknown> {
    return openai({ url: server.url, fetch: this.calls.fetch }).chat.completions.create(ASKED);
  }

  @LogLlmCall('rag_query')
  async search(): Promise<void> {
    const client = openai({ url: server.url, fetch: this.calls.fetch });
    await client.embeddings.create({ model: 'text-embedding-3-small', input: 'Hello?' });
    await client.chat.completions.create(ASKED);
  }

  /** Its client is nobody's but the instrumentation's. */
  @LogLlmCall('chat')
  unseen(): Promise<unknown> {
    return openai({ url: server.url }).chat.completions.create(ASKED);
  }
}

beforeAll(async () => {
  [database, server] = await Promise.all([createTestDatabase(), ReplayServer.start()]);
  traced = new Traced();
  const log = logging(database, { ingest: { tokens: [{ token: TOKEN }] } });
  started = await listen('express', moduleOf({ imports: [log], providers: [Chat] }));
  logger = started.app.get(LlmLoggerService);
});

afterAll(async () => {
  await started.app.close();
  await traced.close();
  await Promise.all([server.close(), database.drop()]);
});

async function rowsOf(spans: readonly ReadableSpan[]): Promise<Record<string, any>[]> {
  const ids = new Set(spans.map((span) => span.spanContext().traceId));
  return (await storedCalls(started.app, database)).filter(({ trace_id: id }) => ids.has(id));
}

function spanOf(span: ReadableSpan): object {
  return { id: span.spanContext().spanId, parentId: span.parentSpanContext!.spanId };
}

function withUsage(spans: readonly ReadableSpan[]): ReadableSpan[] {
  const names = ['gen_ai.usage.input_tokens', 'llm.token_count.prompt'];
  return spans.filter(({ attributes }) => names.some((name) => attributes[name] !== undefined));
}

describe('a call without an instrumentation', () => {
  it('is a client span by the conventions, with the id and cost of its row', async () => {
    server.answers('openai/chat-basic');
    const spans = await traced.spansOf(() =>
      openai({ url: server.url, fetch: logger.fetch }).chat.completions.create({ ...ASKED, temperature: 0.5 }),
    );
    const [row] = await rowsOf(spans);
    expect(spans).toMatchObject([
      {
        name: 'chat gpt-4o',
        kind: SpanKind.CLIENT,
        instrumentationScope: { name: 'nestjs-llm-logging' },
        status: { code: SpanStatusCode.UNSET },
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.request.temperature': 0.5,
          'gen_ai.response.model': row!['model'],
          'gen_ai.response.finish_reasons': [row!['finish_reason']],
          'gen_ai.usage.input_tokens': row!['prompt_tokens'],
          'gen_ai.usage.output_tokens': row!['completion_tokens'],
          'llm_logging.call_id': row!['id'],
          'llm_logging.cost_usd': Number(row!['estimated_cost']),
        },
      },
    ]);
    expect(JSON.stringify(spans[0]!.attributes)).not.toContain('Hello?');
  });

  it('has the trace of its span where nothing is around it', async () => {
    server.answers('openai/chat-basic');
    await openai({ url: server.url, fetch: logger.fetch }).chat.completions.create(ASKED);
    const span = traced.spans.at(-1)!;
    const rows = await rowsOf([span]);
    expect(rows).toMatchObject([{ id: span.attributes['llm_logging.call_id'] }]);
  });

  it('is live: spans of the transport are inside', async () => {
    server.answers('openai/chat-basic');
    const transport: typeof fetch = (...args) =>
      traced.provider.getTracer('http').startActiveSpan('POST', async (span) => {
        const answer = await fetch(...args);
        span.end();
        return answer;
      });
    const spans = await traced.spansOf(() =>
      openai({ url: server.url, fetch: logger.wrapFetch(transport) }).chat.completions.create(ASKED),
    );
    const post = spans.find(({ name }) => name === 'POST')!;
    expect(parentOf(post, spans)).toMatchObject({ name: 'chat gpt-4o' });
  });

  it('ends with its stream', async () => {
    server.answers('openai/chat-stream-usage');
    const spans = await traced.spansOf(async () => {
      const client = openai({ url: server.url, fetch: logger.fetch });
      const stream = await client.chat.completions.create({ ...ASKED, stream: true });
      for await (const _ of stream);
    });
    const [row] = await rowsOf(spans);
    expect(spans).toMatchObject([{ attributes: { 'gen_ai.usage.output_tokens': row!['completion_tokens'] } }]);
  });

  it('says how it failed, without what the provider says', async () => {
    server.answers('openai/chat-error-404');
    const spans = await traced.spansOf(() =>
      openai({ url: server.url, fetch: logger.fetch })
        .chat.completions.create({ ...ASKED, temperature: 0.1 })
        .catch(() => undefined),
    );
    const [row] = await rowsOf(spans);
    expect(spans).toMatchObject([
      { status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': row!['error_type'] } },
    ]);
    expect(spans[0]!.status.message).toBeUndefined();
  });
});

describe('an annotated method', () => {
  it('has a span around that of its call, without usage; both name the one row', async () => {
    server.answers('openai/chat-basic');
    const spans = await traced.spansOf(() => started.app.get(Chat).reply('Hello?'));
    const [method, call] = ['Chat.reply', 'chat gpt-4o'].map((name) => spans.find((span) => span.name === name)!);
    const [row, ...others] = await rowsOf(spans);
    expect(others).toEqual([]);
    expect([method!.kind, call!.kind]).toEqual([SpanKind.INTERNAL, SpanKind.CLIENT]);
    expect(parentOf(call!, spans)).toBe(method);
    expect(withUsage(spans)).toEqual([call]);
    for (const span of [method!, call!]) expect(span.attributes['llm_logging.call_id']).toBe(row!['id']);
    expect(method!.attributes['llm_logging.cost_usd']).toBeUndefined();
    expect(row!['metadata']).toMatchObject({ otelSpan: spanOf(call!), otelMethodSpan: spanOf(method!) });
  });

  it('of several calls leads from each span to the row of its own', async () => {
    server.answers('openai/embeddings-basic', 'openai/chat-basic');
    const spans = await traced.spansOf(() => started.app.get(Chat).search());
    const rows = await rowsOf(spans);
    const idOf = (name: string): unknown => spans.find((span) => span.name === name)!.attributes['llm_logging.call_id'];
    const byType = (model: RegExp): unknown => rows.find((row) => model.test(String(row['request_model'])))!['id'];
    expect(rows).toHaveLength(3);
    expect(idOf('chat gpt-4o')).toBe(byType(/^gpt/));
    expect(idOf('embeddings text-embedding-3-small')).toBe(byType(/embedding/));
    expect(idOf('Chat.search')).toBe(rows.find(({ kind }) => kind === 'step')!['id']);
  });
});

/** One span with usage, the row's id on it, none of the log's own beside; and one row, also when the spans are sent to the log. */
async function expectOneCall(spans: ReadableSpan[]): Promise<void> {
  const [row] = await rowsOf(spans);
  const named = spans.filter(({ attributes }) => attributes['llm_logging.call_id'] !== undefined);
  expect(named).toMatchObject([
    { attributes: { 'llm_logging.call_id': row!['id'], 'llm_logging.cost_usd': Number(row!['estimated_cost']) } },
  ]);
  expect(row!['metadata']).toMatchObject({ otelSpan: spanOf(named[0]!) });
  expect(spans.filter(({ instrumentationScope: { name } }) => name === 'nestjs-llm-logging')).toEqual([]);
  await expectOneRow(spans);
}

async function expectOneRow(spans: ReadableSpan[]): Promise<void> {
  for (const sent of [spans, [...spans].reverse()]) {
    expect(await exportTo(started.url, TOKEN, sent)).toBe(0);
    expect((await rowsOf(spans)).filter(({ kind }) => kind === 'call')).toHaveLength(1);
  }
}

interface Patching {
  patch(module: object): unknown;
  unpatch(module: object): void;
}

/** The instrumentation on the `openai` of this file, for the time of a test. */
async function instrumented(work: () => Promise<ReadableSpan[]>): Promise<ReadableSpan[]> {
  const instrumentation = new OpenAIInstrumentation();
  instrumentation.setTracerProvider(traced.provider);
  const [definition] = (instrumentation as unknown as { init(): Patching[] }).init();
  definition!.patch({ OpenAI });
  try {
    return await work();
  } finally {
    definition!.unpatch({ OpenAI });
    instrumentation.disable();
  }
}

describe('a call with an instrumentation', () => {
  it('of OpenTelemetry for openai is counted once on either side', async () => {
    server.answers('openai/chat-basic');
    const spans = await instrumented(() =>
      traced.spansOf(() => openai({ url: server.url, fetch: logger.fetch }).chat.completions.create(ASKED)),
    );
    expect(withUsage(spans)).toHaveLength(1);
    await expectOneCall(spans);
  });

  it('in an annotated method has one row and one usage', async () => {
    server.answers('openai/chat-basic');
    const spans = await instrumented(() => traced.spansOf(() => started.app.get(Chat).reply('Hello?')));
    expect(withUsage(spans)).toMatchObject([{ name: 'chat gpt-4o' }]);
    expect(parentOf(withUsage(spans)[0]!, spans)).toMatchObject({ name: 'Chat.reply' });
    await expectOneRow(spans);
  });

  it('whose exchange the log does not see is the annotated method’s', async () => {
    server.answers('openai/chat-basic');
    const spans = await instrumented(() => traced.spansOf(() => started.app.get(Chat).unseen()));
    expect(withUsage(spans)).toHaveLength(1);
    await expectOneRow(spans);
  });

  it('of OpenInference is counted once on either side', async () => {
    server.answers('openai/chat-basic');
    const instrumentation = new OpenInference();
    instrumentation.setTracerProvider(traced.provider);
    const module = { OpenAI };
    instrumentation.manuallyInstrument(module as never);
    const spans = await traced.spansOf(() =>
      openai({ url: server.url, fetch: logger.fetch }).chat.completions.create(ASKED),
    );
    instrumentation.disable();
    expect(withUsage(spans)).toHaveLength(1);
    await expectOneCall(spans);
  });

  it('of Anthropic’s SDK, which traces itself, is counted once on either side', async () => {
    server.answers('anthropic/messages-cache-read');
    const spans = await traced.spansOf(() =>
      anthropic({ url: server.url, fetch: logger.fetch }).messages.create({
        model: 'claude-sonnet-4-5',
        max_tokens: 100,
        messages,
      }),
    );
    await expectOneCall(spans);
  });

  it('of the AI SDK is counted once on either side', async () => {
    server.answers('openai/chat-basic');
    const spans = await traced.spansOf(() =>
      generateText({
        model: chatModel({ url: server.url, fetch: logger.fetch }),
        messages,
        experimental_telemetry: { isEnabled: true },
      }),
    );
    expect(spans.find(({ attributes }) => attributes['llm_logging.call_id'] !== undefined)).toMatchObject({
      name: 'ai.generateText.doGenerate',
    });
    await expectOneCall(spans);
  });
});

describe('the option telemetry', () => {
  it('puts redacted texts on spans where it says so', async () => {
    const redact = [{ name: 'greeting', pattern: /Hello/g }];
    const app = await startContext({ imports: [logging(database, { telemetry: { content: true }, redact })] });
    server.answers('openai/chat-basic');
    const spans = await traced.spansOf(() =>
      openai({ url: server.url, fetch: app.get(LlmLoggerService).fetch }).chat.completions.create(ASKED),
    );
    await app.close();
    const { attributes } = spans[0]!;
    expect(JSON.parse(String(attributes['gen_ai.input.messages']))).toMatchObject([{ role: 'user' }]);
    expect(attributes['gen_ai.input.messages']).not.toContain('Hello');
    expect(JSON.parse(String(attributes['gen_ai.output.messages']))).toMatchObject([
      { role: 'assistant', parts: [{ type: 'text' }] },
    ]);
  });

  it('makes no spans where they are off, and refuses what it does not know', async () => {
    const app = await startContext({ imports: [logging(database, { telemetry: { spans: 'off' } })] });
    server.answers('openai/chat-basic');
    const spans = await traced.spansOf(() =>
      openai({ url: server.url, fetch: app.get(LlmLoggerService).fetch }).chat.completions.create(ASKED),
    );
    await app.close();
    expect(spans).toEqual([]);
    const wrong = { spans: 'on', metrics: 1 } as never;
    await expect(startContext({ imports: [logging(database, { telemetry: wrong })] })).rejects.toThrow(
      /telemetry\.spans[^]*metrics/,
    );
  });
});
