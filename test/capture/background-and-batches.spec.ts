import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type INestApplicationContext } from '@nestjs/common';
import axios from 'axios';
import { LlmLoggerService, LogLlmCall } from 'nestjs-llm-logging';
import OpenAI, { toFile } from 'openai';
import * as undici from 'undici';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ReplayServer, type ReplayedAnswer } from '../support/replay-server.js';

const usage = { input_tokens: 40, output_tokens: 60, total_tokens: 100 };
const CREATED = 1_780_000_000;

function background(id: string, status: string, more: object = {}): object {
  return {
    ...{ id, object: 'response', created_at: CREATED, background: true, model: 'gpt-5-mini', status, output: [] },
    ...more,
  };
}

const said = (text: string): object => ({
  output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }],
  usage,
});
const json = (body: object, status = 200): ReplayedAnswer => ({ status, pieces: [JSON.stringify(body)] });
const lines = (...all: object[]): ReplayedAnswer => {
  const body = all.map((line) => `${JSON.stringify(line)}\n`).join('');
  const cut = body.length >> 1;
  return { headers: { 'content-type': 'application/octet-stream' }, pieces: [body.slice(0, cut), body.slice(cut)] };
};

@Injectable()
class PatientService {
  client!: OpenAI;

  @LogLlmCall({ callType: 'chat' })
  async begin(): Promise<string> {
    const { id } = await this.client.responses.create({ model: 'gpt-5-mini', input: 'Think.', background: true });
    return id;
  }
}

let server: ReplayServer;
let database: TestDatabase;
let app: INestApplicationContext;
let openai: OpenAI;
let anthropic: Anthropic;

beforeAll(async () => {
  server = await ReplayServer.start();
  database = await createTestDatabase();
  app = await startContext({
    imports: [logging(database, { capture: { auto: true, hosts: { [server.host]: 'openai' } } })],
    providers: [PatientService],
  });
  const fetch = app.get(LlmLoggerService).fetch;
  openai = new OpenAI({ apiKey: 'sk-secret', baseURL: `${server.url}/v1`, fetch, maxRetries: 0 });
  anthropic = new Anthropic({ apiKey: 'sk-ant-secret', baseURL: server.url, fetch, maxRetries: 0 });
  app.get(PatientService).client = openai;
});
beforeEach(async () => {
  await app.get(LlmLoggerService).flush();
  await database.query('DELETE FROM llm_calls');
});
afterAll(async () => {
  await app.close();
  await server.close();
  await database.drop();
});

const stored = () => storedCalls(app, database);

describe('an answer made in the background', () => {
  it('is one row, which the poll ends that brings the answer', async () => {
    server.answers(
      json(background('resp_1', 'queued')),
      json(background('resp_1', 'in_progress')),
      json({ error: { message: 'busy' } }, 500),
      json(background('resp_1', 'completed', said('Forty-two.'))),
      json(background('resp_1', 'completed', said('Forty-two.'))),
    );
    const { id } = await openai.responses.create({ model: 'gpt-5-mini', input: 'Think.', background: true });
    expect(await stored()).toMatchObject([{ status: 'pending', prompt: 'Think.', request_model: 'gpt-5-mini' }]);
    await openai.responses.retrieve(id);
    await expect(openai.responses.retrieve(id)).rejects.toThrow(/busy/);
    expect(await stored()).toMatchObject([{ status: 'pending', prompt_tokens: null }]);
    expect((await openai.responses.retrieve(id)).output_text).toBe('Forty-two.');
    const [row] = await stored();
    expect(row).toMatchObject({
      status: 'success',
      prompt: 'Think.',
      response: 'Forty-two.',
      finish_reason: 'completed',
      prompt_tokens: 40,
      completion_tokens: 60,
      attempts: 1,
    });
    expect(Number(row!['estimated_cost'])).toBeGreaterThan(0);
    await axios.get(`${server.url}/v1/responses/${id}`);
    const { counted_before: _, ...same } = row!;
    const rows = await stored();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject(same);
  });

  it('that another process asked for is known by its name', async () => {
    const body = background('resp_2', 'completed', said('Elsewhere.'));
    server.answers(json(body), json(body), json({ ...body, background: false, id: 'resp_3' }));
    await undici.request(`${server.url}/v1/responses/resp_2`);
    await axios.get(`${server.url}/v1/responses/resp_2`);
    await axios.get(`${server.url}/v1/responses/resp_3`);
    expect(await stored()).toMatchObject([{ status: 'success', response: 'Elsewhere.', prompt_tokens: 40 }]);
  });

  it('that is refused, fails or is ready at once ends so', async () => {
    server.answers(
      json({ error: { message: 'no such model', type: 'invalid_request_error' } }, 400),
      json(background('resp_4', 'queued')),
      json(background('resp_4', 'failed', { error: { code: 'server_error', message: 'out of order' } })),
      json(background('resp_5', 'completed', said('At once.'))),
    );
    const ask = { model: 'gpt-5-mini', input: 'Think.', background: true };
    await expect(openai.responses.create(ask)).rejects.toThrow(/no such model/);
    await openai.responses.create(ask);
    await openai.responses.retrieve('resp_4');
    await openai.responses.create(ask);
    const rows = await stored();
    expect(rows).toHaveLength(3);
    expect(rows).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ status: 'error', error_message: 'no such model', error_code: '400' }),
        expect.objectContaining({ status: 'error', error_message: 'out of order', error_code: 'server_error' }),
        expect.objectContaining({ status: 'success', response: 'At once.', prompt_tokens: 40 }),
      ]),
    );
  });

  it('asked for by an annotated method is a step of it', async () => {
    server.answers(json(background('resp_6', 'queued')), json(background('resp_6', 'completed', said('Later.'))));
    const id = await app.get(PatientService).begin();
    await openai.responses.retrieve(id);
    const rows = await stored();
    const method = rows.find(({ via }) => via === 'decorator')!;
    const answer = rows.find(({ via }) => via !== 'decorator')!;
    expect(method).toMatchObject({ kind: 'step', prompt_tokens: null });
    expect(answer).toMatchObject({ status: 'success', parent_call_id: method['id'], prompt_tokens: 40 });
  });
});

describe('results of a batch are rows at its price, fetched once or twice:', () => {
  it('OpenAI’s', async () => {
    const body = {
      object: 'chat.completion',
      created: CREATED,
      model: 'gpt-4o-mini-2024-07-18',
      service_tier: 'default',
    };
    const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Yes.' } }];
    const file = lines(
      {
        id: 'batch_req_1',
        custom_id: 'first',
        response: {
          status_code: 200,
          body: {
            ...body,
            id: 'chatcmpl-1',
            choices,
            usage: { prompt_tokens: 100_000, completion_tokens: 10_000, total_tokens: 110_000 },
          },
        },
        error: null,
      },
      {
        id: 'batch_req_2',
        custom_id: 'second',
        response: { status_code: 429, body: { error: { message: 'too many', type: 'tokens' } } },
        error: null,
      },
      { id: 'batch_req_3', custom_id: 'third', response: null, error: { code: 'batch_expired', message: 'too late' } },
    );
    const batch = {
      id: 'batch_1',
      object: 'batch',
      endpoint: '/v1/chat/completions',
      created_at: CREATED - 60,
      status: 'completed',
      output_file_id: 'file-1',
    };
    server.answers(json({ id: 'file-0', object: 'file' }), json(batch), json(batch), file, file, file);
    await openai.files.create({ purpose: 'batch', file: await toFile(Buffer.from('{}'), 'asked.jsonl') });
    await openai.batches.create({
      input_file_id: 'file-0',
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    });
    const { output_file_id } = await openai.batches.retrieve('batch_1');
    const given = await (await openai.files.content(output_file_id!)).text();
    expect(given).toBe(file.pieces!.join(''));
    await (await openai.files.content('file-1')).text();
    expect((await axios.get<string>(`${server.url}/v1/files/file-1/content`)).data).toBe(given);
    const rows = await stored();
    expect(rows).toHaveLength(3);
    expect(rows.find(({ status }) => status === 'success')).toMatchObject({
      provider: 'openai',
      model: 'gpt-4o-mini-2024-07-18',
      response: 'Yes.',
      prompt_tokens: 100_000,
      completion_tokens: 10_000,
      service_tier: 'batch',
      // Half of .015 and .006.
      estimated_cost: '0.010500000000',
      latency_ms: null,
      metadata: { batchId: 'batch_1', customId: 'first' },
    });
    expect(rows.find(({ status }) => status === 'error')).toMatchObject({ error_message: 'too many' });
    expect(rows.find(({ status }) => status === 'timeout')).toMatchObject({ error_message: 'too late' });
  });

  it('Anthropic’s', async () => {
    const message = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      content: [{ type: 'text', text: 'Yes.' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 100_000, output_tokens: 10_000, service_tier: 'batch' },
    };
    const batch = {
      id: 'msgbatch_1',
      type: 'message_batch',
      processing_status: 'ended',
      created_at: '2026-05-28T10:00:00Z',
      results_url: `${server.url}/v1/messages/batches/msgbatch_1/results`,
    };
    const results = lines(
      { custom_id: 'first', result: { type: 'succeeded', message } },
      {
        custom_id: 'second',
        result: { type: 'errored', error: { type: 'error', error: { type: 'invalid_request_error', message: 'no' } } },
      },
      { custom_id: 'third', result: { type: 'canceled' } },
    );
    server.answers(json(batch), json(batch), results, json(batch), results);
    const requests = [{ custom_id: 'first', params: { model: 'claude-sonnet-4-5', max_tokens: 9, messages: [] } }];
    await anthropic.messages.batches.create({ requests });
    for (let n = 0; n < 2; n += 1) {
      const given = [];
      for await (const result of await anthropic.messages.batches.results('msgbatch_1')) given.push(result.custom_id);
      expect(given).toEqual(['first', 'second', 'third']);
    }
    const rows = await stored();
    expect(rows).toHaveLength(3);
    expect(rows.find(({ status }) => status === 'success')).toMatchObject({
      model: 'claude-sonnet-4-5-20250929',
      response: 'Yes.',
      service_tier: 'batch',
      metadata: { batchId: 'msgbatch_1', customId: 'first' },
    });
    expect(rows.find(({ status }) => status === 'error')).toMatchObject({ error_type: 'invalid_request_error' });
    expect(rows.find(({ status }) => status === 'cancelled')).toMatchObject({ prompt_tokens: null });
  });

  it('Google’s with the batch, and Mistral’s in a file', async () => {
    const answer = (text: string): object => ({
      candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
      modelVersion: 'gemini-2.5-flash',
    });
    const batch = {
      name: 'batches/b1',
      metadata: {
        model: 'models/gemini-2.5-flash',
        createTime: '2026-05-28T10:00:00Z',
        state: 'BATCH_STATE_SUCCEEDED',
      },
      done: true,
      response: {
        inlinedResponses: { inlinedResponses: [{ response: answer('One.') }, { response: answer('Two.') }] },
      },
    };
    const mistral = lines({
      id: 'cmpl-m',
      custom_id: '0',
      response: {
        status_code: 200,
        body: {
          id: 'cmpl-m',
          object: 'chat.completion',
          created: CREATED,
          model: 'mistral-small-latest',
          choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Oui.' } }],
          usage: { prompt_tokens: 20, completion_tokens: 4, total_tokens: 24 },
        },
      },
      error: null,
    });
    server.answers(json(batch), json(batch), mistral, mistral);
    for (let n = 0; n < 2; n += 1) await axios.get(`${server.url}/v1beta/batches/b1`);
    for (let n = 0; n < 2; n += 1) await axios.get(`${server.url}/v1/files/9a1c/content`);
    const rows = await stored();
    expect(rows.map(({ response }) => response as string).sort()).toEqual(['One.', 'Oui.', 'Two.']);
    expect(rows.map(({ service_tier }) => service_tier as string)).toEqual(['batch', 'batch', 'batch']);
  });

  it('other files, and what only mentions a batch, are none', async () => {
    const asked = { custom_id: 'first', method: 'POST', url: '/v1/chat/completions', body: { model: 'gpt-4o' } };
    server.answers(lines(asked), { pieces: ['%PDF-1.7'] }, json({ data: [] }), json({ object: 'list', data: [] }));
    await axios.get(`${server.url}/v1/files/file-0/content`);
    await axios.get(`${server.url}/v1/files/file-9/content`);
    await axios.get(`${server.url}/v1/batches`);
    await axios.get(`${server.url}/v1/models`);
    expect(await stored()).toEqual([]);
  });
});
