import { afterAll, describe, expect, it } from '@jest/globals';
import { generateText, streamText } from 'ai';
import {
  anthropic,
  chatModel,
  claude,
  google,
  langchain,
  messages,
  mistral,
  ollama,
  openai,
  type Reached,
} from '../../support/provider-sdks.js';
import { ReplayServer } from '../../support/replay-server.js';
import { suite } from '../../support/suite.js';

async function drained(stream: AsyncIterable<unknown>): Promise<number> {
  let chunks = 0;
  for await (const _ of stream) chunks += 1;
  return chunks;
}

interface Driven {
  sdk: string;
  recording: string;
  run: (reached: Reached) => Promise<unknown>;
  row: Record<string, unknown>;
}

const CALLS: Driven[] = [
  {
    sdk: 'openai',
    recording: 'openai/chat-basic',
    run: (reached) => openai(reached).chat.completions.create({ model: 'gpt-4o', messages }),
    row: { request_model: 'gpt-4o', prompt: 'Hello?', time_to_first_token_ms: null },
  },
  {
    sdk: 'openai, streaming',
    recording: 'openai/chat-stream-usage',
    run: async (reached) =>
      drained(await openai(reached).chat.completions.create({ model: 'gpt-4o', messages, stream: true })),
    row: { prompt_tokens: 12, completion_tokens: 5, time_to_first_token_ms: expect.any(Number) },
  },
  {
    sdk: 'openai responses, streaming',
    recording: 'openai/responses-stream-basic',
    run: async (reached) =>
      drained(await openai(reached).responses.create({ model: 'gpt-5', input: 'Hello?', stream: true })),
    row: { prompt: 'Hello?', prompt_tokens: 21, completion_tokens: 3, total_tokens: 24 },
  },
  {
    sdk: 'openai embeddings',
    recording: 'openai/embeddings-basic',
    run: (reached) => openai(reached).embeddings.create({ model: 'text-embedding-3-small', input: 'Hello?' }),
    row: { call_type: 'embedding', prompt: 'Hello?' },
  },
  {
    sdk: '@anthropic-ai/sdk',
    recording: 'anthropic/messages-cache-read-and-write',
    run: (reached) =>
      anthropic(reached).messages.create({ model: 'claude-sonnet', max_tokens: 64, system: 'Be kind.', messages }),
    row: {
      prompt_tokens: 1_532,
      completion_tokens: 33,
      cached_prompt_tokens: 1_111,
      system_prompt: 'Be kind.',
      max_tokens: 64,
    },
  },
  {
    sdk: '@anthropic-ai/sdk, streaming',
    recording: 'anthropic/messages-stream-basic',
    run: (reached) =>
      anthropic(reached).messages.stream({ model: 'claude-sonnet', max_tokens: 64, messages }).finalMessage(),
    row: { prompt_tokens: 20, completion_tokens: 5, finish_reason: 'end_turn' },
  },
  {
    sdk: '@google/genai',
    recording: 'google/generate-basic',
    run: (reached) => google(reached).models.generateContent({ model: 'gemini-2.0-flash', contents: 'Hello?' }),
    row: { request_model: 'gemini-2.0-flash', prompt: 'Hello?' },
  },
  {
    sdk: '@google/genai, streaming',
    recording: 'google/stream-thoughts',
    run: async (reached) =>
      drained(await google(reached).models.generateContentStream({ model: 'gemini-2.5-flash', contents: 'Hello?' })),
    row: { prompt_tokens: 18, completion_tokens: 115, reasoning_tokens: 35, total_tokens: 133 },
  },
  {
    sdk: '@mistralai/mistralai',
    recording: 'mistral/chat-cached',
    run: (reached) => mistral(reached).chat.complete({ model: 'mistral-small-latest', messages }),
    row: { request_model: 'mistral-small-latest', prompt: 'Hello?' },
  },
  {
    sdk: '@mistralai/mistralai, streaming',
    recording: 'mistral/chat-stream',
    run: async (reached) => drained(await mistral(reached).chat.stream({ model: 'mistral-tiny', messages })),
    row: { prompt_tokens: 11, completion_tokens: 43, total_tokens: 54 },
  },
  {
    sdk: 'ollama',
    recording: 'ollama/chat-native',
    run: (reached) => ollama(reached).chat({ model: 'llama3', messages }),
    row: { request_model: 'llama3', prompt: 'Hello?' },
  },
  {
    sdk: 'ollama, streaming',
    recording: 'ollama/chat-native-stream',
    run: async (reached) => drained(await ollama(reached).chat({ model: 'llama3', messages, stream: true })),
    row: { prompt_tokens: 17, completion_tokens: 50 },
  },
  {
    sdk: 'ai with @ai-sdk/openai',
    recording: 'openai/chat-basic',
    run: (reached) => generateText({ model: chatModel(reached), prompt: 'Hello?' }),
    row: { request_model: 'gpt-4o', prompt: 'Hello?' },
  },
  {
    sdk: 'ai with @ai-sdk/openai, streaming',
    recording: 'openai/chat-stream-usage',
    run: (reached) => drained(streamText({ model: chatModel(reached), prompt: 'Hello?' }).textStream),
    row: { prompt_tokens: 12, completion_tokens: 5 },
  },
  {
    sdk: 'ai with @ai-sdk/anthropic',
    recording: 'anthropic/messages-cache-read-and-write',
    run: (reached) => generateText({ model: claude(reached), prompt: 'Hello?' }),
    row: { prompt_tokens: 1_532, completion_tokens: 33 },
  },
  {
    sdk: 'ai with @ai-sdk/anthropic, streaming',
    recording: 'anthropic/messages-stream-basic',
    run: (reached) => drained(streamText({ model: claude(reached), prompt: 'Hello?' }).textStream),
    row: { prompt_tokens: 20, completion_tokens: 5 },
  },
  {
    sdk: '@langchain/openai',
    recording: 'openai/chat-basic',
    run: (reached) => langchain(reached).invoke('Hello?'),
    row: { request_model: 'gpt-4o-mini', prompt: 'Hello?' },
  },
  {
    sdk: '@langchain/openai, streaming',
    recording: 'openai/chat-stream-usage',
    run: async (reached) => drained(await langchain(reached, { streaming: true }).stream('Hello?')),
    row: { prompt_tokens: 12, completion_tokens: 5 },
  },
];

describe('the SDKs of providers, with no call site touched', () => {
  let server: ReplayServer;
  const untouched = globalThis.fetch;

  const log = suite(async () => {
    Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
    server = await ReplayServer.start();
    return { capture: { fetch: true, hosts: { [server.host]: 'replayed' } } };
  });
  afterAll(async () => {
    await server.close();
    expect(globalThis.fetch).toBe(untouched);
  });

  for (const { sdk, recording, run, row } of CALLS) {
    it(`${sdk}`, async () => {
      server.answers(recording, recording);
      const plain = globalThis.fetch;
      globalThis.fetch = untouched;
      const expected = await run({ url: server.url }).finally(() => (globalThis.fetch = plain));
      expect(JSON.stringify(await run({ url: server.url })).length).toBe(JSON.stringify(expected).length);
      const rows = await log.stored();
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ ...row, provider: 'replayed', status: 'success', attempts: 1 });
      expect(rows[0]!['response'] ?? rows[0]!['tool_calls'] ?? rows[0]!['call_type']).toBeTruthy();
      expect(JSON.stringify(rows)).not.toMatch(/secret/);

      server.answers(recording);
      await run({ url: server.url, fetch: log.logger.fetch });
      const again = await log.stored();
      expect(again).toHaveLength(2);
      const { prompt_tokens, completion_tokens, response, model } = rows[0]!;
      expect(again[1]).toMatchObject({ prompt_tokens, completion_tokens, response, model, status: 'success' });
    });
  }
});
