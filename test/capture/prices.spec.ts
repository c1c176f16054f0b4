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

it('prices sound apart, as the provider counts it', async () => {
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
