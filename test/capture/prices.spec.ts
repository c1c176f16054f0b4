import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { calculateLlmCost, LlmLoggerService } from 'nestjs-llm-logging';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ReplayServer } from '../support/replay-server.js';

let server: ReplayServer;
let database: TestDatabase;

beforeAll(async () => {
  server = await ReplayServer.start();
  database = await createTestDatabase();
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

const LIST = [
  {
    id: 'openai',
    name: 'OpenAI',
    api_pattern: 'https://api\\.openai\\.com',
    models: [{ id: 'gpt-9', match: { equals: 'gpt-9' }, prices: { input_mtok: 3, output_mtok: 9 } }],
  },
];

it('prices sound separately, as the provider counts it', async () => {
  const app = await startContext({ imports: [logging(database)] });
  const usage = {
    prompt_tokens: 1_000,
    completion_tokens: 100,
    total_tokens: 1_100,
    prompt_tokens_details: { audio_tokens: 600 },
    completion_tokens_details: { audio_tokens: 50 },
  };
  const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hi' } }];
  const answer = { object: 'chat.completion', model: 'gpt-audio', choices, usage };
  server.answers({ pieces: [JSON.stringify(answer)] });
  const logger = app.get(LlmLoggerService);
  const body = JSON.stringify({ model: 'gpt-audio', messages: [{ role: 'user', content: 'Hello?' }] });
  await (await logger.fetch(`${server.url}/v1/chat/completions`, { method: 'POST', body })).text();
  await logger.logCall({ provider: 'openai' }, () => answer);
  const spoken = {
    candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }],
    modelVersion: 'gemini-2.5-flash',
    usageMetadata: {
      promptTokenCount: 1_000,
      candidatesTokenCount: 0,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 400 },
        { modality: 'AUDIO', tokenCount: 600 },
      ],
    },
  };
  await logger.logCall({ provider: 'google' }, () => spoken);
  // USD per million: 0.30 text in, 1 sound in.
  const gemini = (400 * 0.3 + 600) / 1_000_000;
  // USD per million: 2.50 text in, 32 sound in, 10 text out, 64 sound out.
  const cost = (400 * 2.5 + 600 * 32 + 50 * 10 + 50 * 64) / 1_000_000;
  const rows = await storedCalls(app, database);
  expect(rows.map(({ estimated_cost }) => Number(estimated_cost))).toEqual([cost, cost, gemini]);
  expect(rows[0]!['metadata']).toMatchObject({ audioPromptTokens: 600, audioCompletionTokens: 50 });
  await app.close();
});

const CHAT = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hi' } }];
const TEXT = [{ type: 'text', text: 'Hi' }];

/** What providers answer, and what that costs by the installed list, in USD. */
const BILLED: readonly (readonly [provider: string, answer: object, row: object])[] = [
  [
    'openai',
    {
      object: 'chat.completion',
      model: 'gpt-5-mini',
      service_tier: 'flex',
      choices: CHAT,
      usage: { prompt_tokens: 100_000, completion_tokens: 10_000, total_tokens: 110_000 },
    },
    { service_tier: 'flex', usage_details: null, estimated_cost: '0.022500000000' },
  ],
  [
    'anthropic',
    {
      type: 'message',
      model: 'claude-opus-4-6',
      content: TEXT,
      usage: { input_tokens: 100_000, output_tokens: 10_000, service_tier: 'standard', speed: 'fast' },
    },
    { service_tier: 'fast', estimated_cost: '4.500000000000' },
  ],
  [
    'anthropic',
    {
      type: 'message',
      model: 'claude-opus-5',
      content: TEXT,
      usage: {
        input_tokens: 0,
        output_tokens: 0,
        cache_creation_input_tokens: 100_000,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 100_000 },
        server_tool_use: { web_search_requests: 3 },
      },
    },
    {
      prompt_tokens: 100_000,
      usage_details: { cacheWrite1hTokens: 100_000, webSearches: 3 },
      estimated_cost: '1.030000000000',
    },
  ],
  [
    'cohere',
    {
      message: { role: 'assistant', content: TEXT },
      finish_reason: 'COMPLETE',
      usage: {
        billed_units: { input_tokens: 37, output_tokens: 28 },
        tokens: { input_tokens: 893, output_tokens: 62 },
      },
    },
    {
      prompt_tokens: 893,
      completion_tokens: 62,
      usage_details: { billedPromptTokens: 37, billedCompletionTokens: 28 },
      estimated_cost: '0.000372500000',
    },
  ],
];

it.each(BILLED)('stores and prices what %s bills', async (provider, answer, row) => {
  const app = await startContext({ imports: [logging(database)] });
  const logger = app.get(LlmLoggerService);
  const call = { provider, model: 'command-a', tags: [JSON.stringify(row).slice(0, 100)] };
  await logger.logCall(call, () => answer);
  const rows = await storedCalls(app, database);
  expect(rows.filter(({ tags }) => tags?.[0] === call.tags[0])).toMatchObject([row]);
  await app.close();
});

it('prices by the inference profile of Bedrock that was asked for', async () => {
  const app = await startContext({ imports: [logging(database)] });
  const answer = {
    type: 'message',
    model: 'claude-opus-5',
    content: TEXT,
    usage: { input_tokens: 100_000, output_tokens: 10_000 },
  };
  await app
    .get(LlmLoggerService)
    .logCall({ provider: 'bedrock', model: 'global.anthropic.claude-opus-5', sessionId: 'b' }, () => answer);
  const rows = await storedCalls(app, database);
  expect(rows.filter(({ session_id }) => session_id === 'b')).toMatchObject([
    { model: 'claude-opus-5', estimated_cost: '0.750000000000' },
  ]);
  await app.close();
});

it('refreshes the price list on request, and keeps the last good one', async () => {
  const usage = { provider: 'openai', model: 'gpt-9', promptTokens: 1_000, completionTokens: 0 };
  expect(calculateLlmCost(usage)).toBeNull();
  for (const [answer, cost] of [
    [{ pieces: ['{"no":"list"}'] }, null],
    [{ pieces: [JSON.stringify(LIST)] }, 0.003],
    [{ status: 500 }, 0.003],
  ] as const) {
    server.answers(answer);
    const app = await startContext({ imports: [logging(database, { refreshPrices: { url: server.url } })] });
    for (let turn = 0; turn < 100 && server.received.length === 0; turn += 1)
      await new Promise((r) => setTimeout(r, 10));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(calculateLlmCost(usage)).toBe(cost);
    await app.close();
  }
});
