import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type INestApplicationContext } from '@nestjs/common';
import { LlmLoggerService, LogLlmCall } from 'nestjs-llm-logging';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** No row of a call may have this anywhere. */
const TEXT = 'Xylophone';

const answer = {
  id: 'r1',
  object: 'chat.completion',
  model: 'gpt-4o-2024-08-06',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: `answer ${TEXT}` } }],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
};

@Injectable()
class Confidential {
  constructor(private readonly logger: LlmLoggerService) {}

  @LogLlmCall({ callType: 'chat', redact: true, prompt: ([text]) => text, systemPrompt: TEXT, metadata: { kept: 1 } })
  async ask(text: string, times = 1): Promise<unknown> {
    for (let time = 1; time < times; time += 1) await this.#send(text);
    return this.#send(text);
  }

  @LogLlmCall({ redact: true })
  async outer(): Promise<void> {
    await this.inner(TEXT);
    await this.logger.record({ prompt: TEXT, model: 'm' });
  }

  @LogLlmCall<[string]>({ prompt: ([text]) => text, response: (text) => text })
  inner(text: string): Promise<string> {
    return Promise.resolve(text);
  }

  @LogLlmCall({
    redact: true,
    prompt: () => {
      throw new Error(TEXT);
    },
  })
  fail(): Promise<never> {
    return Promise.reject(new TypeError(`Cannot read ${TEXT}`));
  }

  async #send(text: string): Promise<unknown> {
    const body = { model: 'gpt-4o', messages: [{ role: 'user', content: text }], tools: [{ type: TEXT }] };
    const response = await this.logger.fetch('https://api.openai.com/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return response.json();
  }
}

describe('redact: true', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let confidential: Confidential;
  const realFetch = globalThis.fetch;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startContext({ imports: [logging(database)], providers: [Confidential] });
    confidential = app.get(Confidential);
    globalThis.fetch = () => Promise.resolve(Response.json(answer));
  });

  afterAll(async () => {
    globalThis.fetch = realFetch;
    await app?.close();
    await database?.drop();
  });

  beforeEach(async () => {
    await app.get(LlmLoggerService).flush();
    await database.query('TRUNCATE llm_calls');
  });

  async function rowsWithoutText(): Promise<Record<string, any>[]> {
    const rows = await storedCalls(app, database);
    expect(JSON.stringify(rows)).not.toContain(TEXT);
    return rows;
  }

  it('stores the numbers of a method and no text, nor of the exchange inside it', async () => {
    await expect(confidential.ask(TEXT)).resolves.toEqual(answer);
    const [row] = await rowsWithoutText();
    expect(row).toMatchObject({
      call_type: 'chat',
      provider: 'openai',
      model: 'gpt-4o-2024-08-06',
      prompt: null,
      system_prompt: null,
      response: null,
      request_parameters: null,
      total_tokens: 15,
      finish_reason: 'stop',
      metadata: { kept: 1, redacted: { method: expect.any(Number) } },
    });
    expect(Number(row!['estimated_cost'])).toBeGreaterThan(0);
  });

  it('holds for steps, nested methods and calls recorded inside', async () => {
    await confidential.ask(TEXT, 3);
    await confidential.outer();
    const rows = await rowsWithoutText();
    expect(rows).toHaveLength(7);
    for (const { metadata } of rows.filter(({ parent_call_id }) => parent_call_id !== null))
      expect(metadata.redacted.method).toBeGreaterThan(0);
  });

  it('holds for errors, and leaves their type', async () => {
    await expect(confidential.fail()).rejects.toThrow(TEXT);
    const [row] = await rowsWithoutText();
    expect(row).toMatchObject({
      status: 'error',
      error_type: 'TypeError',
      error_message: '[redacted:method]',
      metadata: { invalid: ['prompt: its selector failed'], redacted: { method: 1 } },
    });
  });

  it('holds for the pending row, and for calls recorded by hand', async () => {
    const logger = app.get(LlmLoggerService);
    const id = await logger.start({ prompt: TEXT, redact: true });
    await logger.flush();
    await rowsWithoutText();
    await logger.record({ parentCallId: id, response: TEXT });
    await logger.complete(id, { response: TEXT, promptTokens: 3 });
    const [row, step] = await rowsWithoutText();
    expect(row).toMatchObject({ status: 'success', prompt_tokens: 3, metadata: { redacted: { method: 2 } } });
    expect(step).toMatchObject({ metadata: { redacted: { method: 1 } } });
  });

  it('leaves other calls alone', async () => {
    await confidential.inner('seen');
    const [row] = await rowsWithoutText();
    expect(row).toMatchObject({ prompt: 'seen', response: 'seen' });
  });
});

describe('capture.payloads: false', () => {
  const KEY = 'sk-aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY';
  const realFetch = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = realFetch;
  });

  it('holds for exchanges and pending rows; messages and metadata stay, without secrets', async () => {
    const database = await createTestDatabase();
    const app = await startContext({ imports: [logging(database, { capture: { payloads: false } })] });
    const logger = app.get(LlmLoggerService);
    globalThis.fetch = () => Promise.resolve(Response.json(answer));
    const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: TEXT }] });
    const response = await logger.fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body });
    await response.json();
    const id = await logger.start({ prompt: TEXT, metadata: { key: KEY, kept: 1 } });
    await logger.flush();
    expect(JSON.stringify(await storedCalls(app, database))).not.toContain(TEXT);
    await logger.fail(id, new Error(`Wrong key ${KEY}`));
    const rows = await storedCalls(app, database);
    expect(JSON.stringify(rows)).not.toContain(TEXT);
    expect(rows).toMatchObject([
      { status: 'success', prompt: null, response: null, total_tokens: 15 },
      {
        status: 'error',
        prompt: null,
        error_message: 'Wrong key [redacted:openai-key]',
        metadata: { key: '[redacted:openai-key]', kept: 1, redacted: { 'openai-key': 2 } },
      },
    ]);
    await app.close();
    await database.drop();
  });
});
