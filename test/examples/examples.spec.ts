import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { LlmContextService, LlmLoggerService } from 'nestjs-llm-logging';
import { LlmCallsProbe, LlmLoggingTestingModule } from 'nestjs-llm-logging/testing';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const EXAMPLES = new URL('../../examples/', import.meta.url);
const original = globalThis.fetch;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    OPENAI_API_KEY: 'none',
    ANTHROPIC_API_KEY: 'none',
    ADMIN_TOKEN: 'right',
  });
});

afterAll(async () => {
  globalThis.fetch = original;
  await database.drop();
});

const json = (body: object): Response =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });

/** What OpenAI, or Anthropic as a stream, might answer. */
const answered = (url: string): Response => {
  const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
  const head = { id: 'x', created: 1, model: 'gpt-4o-2024-08-06' };
  if (url.includes('/v1/messages'))
    return new Response(ANTHROPIC, { headers: { 'content-type': 'text/event-stream' } });
  if (url.includes('/responses')) {
    const content = [{ type: 'output_text', text: 'A title', annotations: [] }];
    const output = [{ id: 'm', type: 'message', role: 'assistant', status: 'completed', content }];
    const spent = { input_tokens: 9, output_tokens: 3, total_tokens: 12 };
    return json({ ...head, object: 'response', status: 'completed', output, usage: spent });
  }
  const message = { role: 'assistant', content: 'An answer' };
  const choices = [{ index: 0, message, finish_reason: 'stop', logprobs: null }];
  return json({ ...head, object: 'chat.completion', choices, usage });
};

const event = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const ANTHROPIC = [
  event('message_start', {
    message: {
      id: 'm',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-5',
      content: [],
      stop_reason: null,
      usage: { input_tokens: 9, output_tokens: 1 },
    },
  }),
  event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  ...['Once ', 'upon'].map((text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })),
  event('content_block_stop', { index: 0 }),
  event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } }),
  event('message_stop', {}),
].join('');

interface Example {
  readonly llmLogging: DynamicModule;
  readonly AppModule: Type;
}

describe('examples', () => {
  let module: TestingModule | undefined;
  let app: INestApplication | undefined;

  /** The example as it is, with a provider on this machine, and with a memory instead of the database. */
  const load = async <T extends Example>(
    name: string,
  ): Promise<T & { probe: LlmCallsProbe; module: TestingModule }> => {
    globalThis.fetch = ((input: string | URL | Request) =>
      Promise.resolve(answered(input instanceof Request ? input.url : String(input)))) as typeof fetch;
    const example = (await import(new URL(`${name}.ts`, EXAMPLES).pathname)) as T;
    module = await Test.createTestingModule({ imports: [example.AppModule] })
      .overrideModule(example.llmLogging)
      .useModule(LlmLoggingTestingModule.forTest({ capture: { fetch: true } }))
      .compile();
    return { ...example, module, probe: module.get(LlmCallsProbe) };
  };

  afterEach(async () => {
    await module?.close();
    await app?.close();
    module = app = undefined;
    globalThis.fetch = original;
  });

  it('openai-sdk', async () => {
    const { probe, module, ChatService } = await load<typeof import('../../examples/openai-sdk.js')>('openai-sdk');
    await module.get(ChatService).reply('Hello');
    expect(await module.get(ChatService).title('Hello')).toBe('A title');
    expect(await probe.waitFor(2)).toMatchObject([
      { callType: 'chat', provider: 'openai', response: 'An answer', promptTokens: 9, completionTokens: 3 },
      { callType: 'other', provider: 'openai', response: 'A title', promptTokens: 9, completionTokens: 3 },
    ]);
  });

  it('anthropic-stream', async () => {
    const { probe, module, StoryService } =
      await load<typeof import('../../examples/anthropic-stream.js')>('anthropic-stream');
    const pieces: string[] = [];
    for await (const piece of module.get(StoryService).tell('A lamp')) pieces.push(piece);
    expect(pieces).toEqual(['Once ', 'upon']);
    const expected = { callType: 'chat', prompt: 'A lamp', response: 'Once upon', tags: ['story'] };
    expect(await probe.waitFor(1)).toMatchObject([{ ...expected, provider: 'anthropic', completionTokens: 3 }]);
  });

  it('ai-sdk', async () => {
    const { probe, module, SummaryService } = await load<typeof import('../../examples/ai-sdk.js')>('ai-sdk');
    expect((await module.get(SummaryService).summarise('long')).text).toBe('An answer');
    const expected = { callType: 'summarization', prompt: 'long', response: 'An answer', provider: 'openai' };
    expect(await probe.waitFor(1)).toMatchObject([{ ...expected, promptTokens: 9, completionTokens: 3 }]);
  });

  it('langchain', async () => {
    const { probe, module, TranslationService } = await load<typeof import('../../examples/langchain.js')>('langchain');
    expect(await module.get(TranslationService).thereAndBack('Good morning')).toBe('An answer');
    const calls = await probe.waitFor(3);
    const whole = calls.find(({ callType }) => callType === 'translation')!;
    expect(whole).toMatchObject({ prompt: 'Good morning', response: 'An answer', promptTokens: null });
    const steps = calls.filter(({ parentCallId }) => parentCallId === whole.id);
    expect(steps.map(({ traceId, promptTokens }) => [traceId, promptTokens])).toEqual([
      [whole.traceId, 9],
      [whole.traceId, 9],
    ]);
  });

  it('cron', async () => {
    const { probe, module, NightlyService } = await load<typeof import('../../examples/cron.js')>('cron');
    await module.get(NightlyService).rateReviews();
    const [first, second] = await probe.waitFor(2);
    expect(first).toMatchObject({ callType: 'sentiment_analysis', taskId: expect.stringMatching(/^sentiment-/) });
    expect(first!.traceId).toBe(second!.traceId);
  });

  it('queue', async () => {
    const { probe, module, SummaryQueue } = await load<typeof import('../../examples/queue.js')>('queue');
    const queue = module.get(SummaryQueue);
    const { traceId, data } = module.get(LlmContextService).run({ userId: 'u' }, () => ({
      traceId: module.get(LlmContextService).current()!.traceId,
      data: queue.jobFor('long'),
    }));
    await queue.process({ id: 'job-1', data });
    expect(await probe.waitFor(1)).toMatchObject([{ callType: 'summarization', traceId, taskId: 'job-1' }]);
  });

  it('fastify-with-guards', async () => {
    const { start } = (await import(
      new URL('fastify-with-guards.ts', EXAMPLES).pathname
    )) as typeof import('../../examples/fastify-with-guards.js');
    app = await start(0);
    const page = `${await app.getUrl()}/ops/llm/`;
    expect((await fetch(page)).status).toBe(403);
    expect((await fetch(page, { headers: { authorization: 'Bearer right' } })).status).toBe(200);
  });

  it('multi-tenant-dashboard', async () => {
    const { AppModule } = (await import(new URL('multi-tenant-dashboard.ts', EXAMPLES).pathname)) as Example;
    app = await NestFactory.create(AppModule, { logger: false });
    await app.listen(0, '127.0.0.1');
    const url = `${await app.getUrl()}/admin/llm/calls`;
    for (const companyId of ['acme', 'globex'])
      await app.get(LlmLoggerService).record({ companyId, callType: 'chat', prompt: `of ${companyId}` });
    await app.get(LlmLoggerService).flush();
    const ask = async (user: object): Promise<unknown[]> => {
      const headers = { 'x-session': JSON.stringify(user) };
      const answer = await fetch(url, { headers });
      const { items } = (await answer.json()) as { items: { prompt: string | null }[] };
      return items.map(({ prompt }) => prompt).sort();
    };
    expect(await ask({ id: '1', companyId: 'acme', role: 'customer' })).toEqual(['of acme']);
    expect(await ask({ id: '2', role: 'owner' })).toEqual(['of acme', 'of globex']);
    expect(await ask({ id: '3', role: 'support' })).toEqual([null, null]);
  });

  it('commonjs', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL('commonjs.cjs', EXAMPLES))], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({ answer: 'Hello to you' });
  });
});
