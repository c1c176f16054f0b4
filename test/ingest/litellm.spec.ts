import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { logging, moduleOf, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen, type ListeningApplication } from '../support/http-application.js';

let database: TestDatabase;
let started: ListeningApplication;

beforeAll(async () => {
  database = await createTestDatabase();
  const log = logging(database, { ingest: { path: '/ingest/', tokens: [{ token: 'of-the-proxy' }] } });
  started = await listen('express', moduleOf({ imports: [log] }));
});

afterAll(async () => {
  await started.app.close();
  await database.drop();
});

const NOW = Math.floor(Date.now() / 1_000);

/** What LiteLLM logs of one call: https://docs.litellm.ai/docs/proxy/logging_spec. */
function entry(id: string, more: object = {}): object {
  return {
    id,
    trace_id: `trace-of-${id}`,
    call_type: 'acompletion',
    stream: true,
    status: 'success',
    custom_llm_provider: 'openai',
    model: 'gpt-4o-2024-08-06',
    model_group: 'fast',
    startTime: NOW + 0.25,
    completionStartTime: NOW + 0.75,
    endTime: NOW + 2.25,
    prompt_tokens: 100,
    completion_tokens: 20,
    total_tokens: 120,
    response_cost: 0.0123,
    cache_hit: null,
    request_tags: ['prod', 'User-Agent: python'],
    end_user: 'customer-1',
    metadata: {
      user_api_key_user_id: 'key-owner',
      user_api_key_team_id: 'team-1',
      user_api_key_team_alias: 'Reviews',
      requester_metadata: { session_id: 's-1', feature: 'search' },
      usage_object: { prompt_tokens: 100, completion_tokens: 20, prompt_tokens_details: { cached_tokens: 40 } },
    },
    model_parameters: { temperature: 0.2, max_tokens: 50 },
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'hi' },
    ],
    response: { id: 'chatcmpl-1', choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: 'yo' } }] },
    ...more,
  };
}

async function post(body: string): Promise<Response> {
  return fetch(`${started.url}/ingest/litellm`, {
    method: 'POST',
    headers: { authorization: 'Bearer of-the-proxy', 'content-type': 'application/json' },
    body,
  });
}

async function rowOf(id: string): Promise<Record<string, any> | undefined> {
  const rows = await storedCalls(started.app, database);
  return rows.find((row) => row['trace_id'] === `trace-of-${id}`);
}

it('stores a call with its user, team, tags and cost, once', async () => {
  for (let time = 0; time < 2; time += 1) {
    const answer = await post(JSON.stringify([entry('a')]));
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 1, rejected: 0 }]);
  }
  expect(await rowOf('a')).toMatchObject({
    via: 'litellm',
    kind: 'call',
    call_type: 'chat',
    provider: 'openai',
    model: 'gpt-4o-2024-08-06',
    request_model: 'fast',
    user_id: 'customer-1',
    company_id: 'team-1',
    session_id: 's-1',
    tags: ['prod'],
    prompt: 'hi',
    system_prompt: 'Be brief.',
    response: 'yo',
    finish_reason: 'stop',
    temperature: 0.2,
    max_tokens: 50,
    prompt_tokens: 100,
    completion_tokens: 20,
    total_tokens: 120,
    cached_prompt_tokens: 40,
    estimated_cost: '0.012300000000',
    latency_ms: 2000,
    time_to_first_token_ms: 500,
    metadata: { team: 'Reviews', feature: 'search' },
  });
  expect(await storedCalls(started.app, database)).toHaveLength(1);
});

it('takes an entry a line, a single one, and names those that are none', async () => {
  const lines = await post(`${JSON.stringify(entry('b'))}\n${JSON.stringify(entry('c'))}\n`);
  expect(await lines.json()).toEqual({ accepted: 2, rejected: 0 });
  expect(await (await post(JSON.stringify(entry('d')))).json()).toEqual({ accepted: 1, rejected: 0 });
  expect(await (await post('[5, {}]')).json()).toEqual({ accepted: 0, rejected: 2 });
  expect((await post('{"id":')).status).toBe(400);
});

it('costs nothing where the cache answered, and has no cost where LiteLLM knows none', async () => {
  await post(
    JSON.stringify([
      entry('hit', { cache_hit: true }),
      entry('unknown', { model: 'ours', response_cost: 0, response_cost_failure_debug_info: { error: 'no price' } }),
    ]),
  );
  expect(await rowOf('hit')).toMatchObject({ estimated_cost: '0.000000000000', metadata: { cacheHit: true } });
  expect(await rowOf('unknown')).toMatchObject({ estimated_cost: null, prompt_tokens: 100 });
});

it('stores failures, embeddings, and the trace of the caller', async () => {
  await post(
    JSON.stringify([
      entry('failed', {
        status: 'failure',
        response_cost: 0,
        prompt_tokens: 0,
        completion_tokens: 0,
        response: null,
        metadata: {},
        error_information: { error_code: '429', error_class: 'RateLimitError', error_message: 'slow down' },
      }),
      entry('vectors', { call_type: 'aembedding', stream: false, messages: 'text', completion_tokens: 0 }),
      entry('traced', {
        metadata: {
          requester_custom_headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
        },
      }),
    ]),
  );
  expect(await rowOf('failed')).toMatchObject({
    status: 'error',
    error_message: 'slow down',
    error_type: 'RateLimitError',
    error_code: '429',
    estimated_cost: null,
    prompt_tokens: null,
  });
  expect(await rowOf('vectors')).toMatchObject({
    call_type: 'embedding',
    prompt: 'text',
    time_to_first_token_ms: null,
  });
  const rows = await storedCalls(started.app, database);
  expect(rows.filter((row) => row['trace_id'] === '0af7651916cd43dd8448eb211c80319c')).toHaveLength(1);
});
