import { afterAll, describe, expect, it } from '@jest/globals';
import { generateText, streamText } from 'ai';
import { LlmContextService } from 'nestjs-llm-logging';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ollama } from 'ollama';
import { suite } from '../../support/suite.js';
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
import { begunAnswer, ReplayServer } from '../../support/replay-server.js';

const SOON_MS = 100;
/** Long enough for a busy machine to read what has begun. */
const ONCE_BEGUN_MS = 1_500;
const MODEL = 'a-model';
const CHAT = { model: MODEL, messages };
const MESSAGE = { ...CHAT, max_tokens: 64 };
const CONTENT = { model: MODEL, contents: 'Hello?' };

type Leave = () => void;
type Run = (reached: Reached, signal: AbortSignal) => Promise<unknown>;

/** `abort()` leaves streams that have begun; before that only its `fetch` can be aborted. */
function boundOllama({ url, fetch = (...args) => globalThis.fetch(...args) }: Reached, signal: AbortSignal): Ollama {
  return ollama({ url, fetch: (input, init) => fetch(input, { ...init, signal }) });
}

/** An SDK's own way to bound the time of a call that is not answered. */
const TIMEOUTS: [sdk: string, run: (reached: Reached) => Promise<unknown>][] = [
  ['openai', (to) => openai(to).chat.completions.create(CHAT, { timeout: SOON_MS, maxRetries: 0 })],
  ['@anthropic-ai/sdk', (to) => anthropic(to).messages.create(MESSAGE, { timeout: SOON_MS, maxRetries: 0 })],
  ['@google/genai', (to) => google(to, { timeout: SOON_MS }).models.generateContent(CONTENT)],
  ['@mistralai/mistralai', (to) => mistral(to, { timeoutMs: SOON_MS }).chat.complete(CHAT)],
  [
    'ollama, which has no limit but that of its fetch',
    (to) => boundOllama(to, AbortSignal.timeout(SOON_MS)).chat(CHAT),
  ],
  [
    'ai with @ai-sdk/openai',
    (to) =>
      generateText({
        model: chatModel(to),
        prompt: 'Hello?',
        maxRetries: 0,
        abortSignal: AbortSignal.timeout(SOON_MS),
      }),
  ],
  [
    'ai with @ai-sdk/anthropic',
    (to) =>
      generateText({ model: claude(to), prompt: 'Hello?', maxRetries: 0, abortSignal: AbortSignal.timeout(SOON_MS) }),
  ],
  ['@langchain/openai', (to) => langchain(to, { timeout: SOON_MS, maxRetries: 0 }).invoke('Hello?')],
];

/** An SDK's own way to take back a call that is not answered. */
const ABORTS: [sdk: string, run: Run][] = [
  ['openai', (to, signal) => openai(to).chat.completions.create(CHAT, { signal })],
  ['@anthropic-ai/sdk', (to, signal) => anthropic(to).messages.create(MESSAGE, { signal })],
  ['@google/genai', (to, abortSignal) => google(to).models.generateContent({ ...CONTENT, config: { abortSignal } })],
  ['@mistralai/mistralai', (to, signal) => mistral(to).chat.complete(CHAT, { fetchOptions: { signal } })],
  ['ollama, which has no way but its fetch', (to, signal) => boundOllama(to, signal).chat(CHAT)],
  [
    'ai with @ai-sdk/openai',
    (to, abortSignal) => generateText({ model: chatModel(to), prompt: 'Hello?', abortSignal }),
  ],
  [
    'ai with @ai-sdk/anthropic',
    (to, abortSignal) => generateText({ model: claude(to), prompt: 'Hello?', abortSignal }),
  ],
  ['@langchain/openai', (to, signal) => langchain(to).invoke('Hello?', { signal })],
];

/** Reads a stream until it has content, and then leaves it as `leave` does. */
async function readUntil(stream: AsyncIterable<unknown>, content: string, leave: Leave): Promise<void> {
  for await (const chunk of stream) if (JSON.stringify(chunk).includes(content)) leave();
}

interface Begun {
  sdk: string;
  recording: string;
  /** How many lines of the recording are sent. */
  lines: number;
  /** What these say. */
  content: string;
  run: (reached: Reached, content: string) => Promise<unknown>;
}

/** An SDK's own way to leave a stream that stalls: all are left after the first content. */
const BEGUN: Begun[] = [
  {
    sdk: 'openai, by the stream’s controller',
    recording: 'openai/chat-stream-usage',
    lines: 5,
    content: 'This is',
    run: async (to) => {
      const stream = await openai(to).chat.completions.create({ ...CHAT, stream: true });
      await readUntil(stream, 'is', () => stream.controller.abort());
    },
  },
  {
    sdk: 'openai responses, by the signal of the call',
    recording: 'openai/responses-stream-japanese',
    lines: 14,
    content: '「',
    run: async (to, content) => {
      const { signal, leave } = leaving();
      const stream = await openai(to).responses.create({ model: MODEL, input: 'Hello?', stream: true }, { signal });
      await readUntil(stream, content, leave);
    },
  },
  {
    sdk: '@anthropic-ai/sdk, by its helper',
    recording: 'anthropic/messages-stream-cache-read',
    lines: 12,
    content: 'Here',
    run: async (to, content) => {
      const stream = anthropic(to).messages.stream(MESSAGE);
      await readUntil(stream, content, () => stream.abort());
    },
  },
  {
    sdk: '@anthropic-ai/sdk, by going no further',
    recording: 'anthropic/messages-stream-cache-read',
    lines: 12,
    content: 'Here',
    run: async (to, content) => {
      const stream = await anthropic(to).messages.create({ ...MESSAGE, stream: true });
      for await (const event of stream) if (JSON.stringify(event).includes(content)) break;
    },
  },
  {
    sdk: '@google/genai',
    recording: 'google/stream-thoughts',
    lines: 2,
    content: '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n1',
    run: async (to) => {
      const { signal, leave } = leaving();
      const config = { abortSignal: signal };
      await readUntil(await google(to).models.generateContentStream({ ...CONTENT, config }), '12', leave);
    },
  },
  {
    sdk: '@mistralai/mistralai',
    recording: 'mistral/chat-stream',
    lines: 5,
    content: 'Why did',
    run: async (to) => {
      const { signal, leave } = leaving();
      await readUntil(await mistral(to).chat.stream(CHAT, { fetchOptions: { signal } }), ' did', leave);
    },
  },
  {
    sdk: 'ollama, by the stream',
    recording: 'ollama/chat-native-stream',
    lines: 2,
    content: 'Why did',
    run: async (to) => {
      const stream = await ollama(to).chat({ ...CHAT, stream: true });
      await readUntil(stream, ' did', () => stream.abort());
    },
  },
  {
    sdk: 'ollama, by `abort()` of the client',
    recording: 'ollama/chat-native-stream',
    lines: 2,
    content: 'Why did',
    run: async (to) => {
      const client = ollama(to);
      await readUntil(await client.chat({ ...CHAT, stream: true }), ' did', () => client.abort());
    },
  },
  {
    sdk: 'ai with @ai-sdk/openai',
    recording: 'openai/chat-stream-usage',
    lines: 5,
    content: 'This is',
    run: async (to) => {
      const { signal, leave } = leaving();
      const { textStream } = streamText({ model: chatModel(to), prompt: 'Hello?', abortSignal: signal });
      await readUntil(textStream, 'is', leave);
    },
  },
  {
    sdk: 'ai with @ai-sdk/anthropic',
    recording: 'anthropic/messages-stream-cache-read',
    lines: 12,
    content: 'Here',
    run: async (to, content) => {
      const { signal, leave } = leaving();
      const { textStream } = streamText({ model: claude(to), prompt: 'Hello?', abortSignal: signal });
      await readUntil(textStream, content, leave);
    },
  },
  {
    sdk: '@langchain/openai',
    recording: 'openai/chat-stream-usage',
    lines: 5,
    content: 'This is',
    run: async (to) => {
      const { signal, leave } = leaving();
      await readUntil(await langchain(to, { streaming: true }).stream('Hello?', { signal }), 'is', leave);
    },
  },
];

/** Streams that stall until their time is up, in the SDKs whose limit covers the body. */
const STALLED: Begun[] = [
  {
    sdk: '@google/genai',
    recording: 'google/stream-thoughts',
    lines: 2,
    content: '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n1',
    run: async (to) => readAll(await google(to, { timeout: ONCE_BEGUN_MS }).models.generateContentStream(CONTENT)),
  },
  {
    sdk: '@mistralai/mistralai',
    recording: 'mistral/chat-stream',
    lines: 5,
    content: 'Why did',
    run: async (to) => readAll(await mistral(to, { timeoutMs: ONCE_BEGUN_MS }).chat.stream(CHAT)),
  },
  {
    sdk: 'ai with @ai-sdk/openai',
    recording: 'openai/chat-stream-usage',
    lines: 5,
    content: 'This is',
    run: (to) => {
      const abortSignal = AbortSignal.timeout(ONCE_BEGUN_MS);
      return readAll(streamText({ model: chatModel(to), prompt: 'Hello?', abortSignal }).textStream);
    },
  },
  {
    sdk: 'ai with @ai-sdk/anthropic',
    recording: 'anthropic/messages-stream-cache-read',
    lines: 12,
    content: 'Here',
    run: (to) => {
      const abortSignal = AbortSignal.timeout(ONCE_BEGUN_MS);
      return readAll(streamText({ model: claude(to), prompt: 'Hello?', abortSignal }).textStream);
    },
  },
];

function leaving(): { signal: AbortSignal; leave: Leave } {
  const controller = new AbortController();
  return { signal: controller.signal, leave: () => controller.abort() };
}

const readAll = (stream: AsyncIterable<unknown>) => readUntil(stream, '\0', () => undefined);

/** How a call ended for its caller. */
async function endOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return 'no error';
  } catch (error) {
    const { name, message, constructor } = error as Error;
    return { name, message, kind: constructor.name };
  }
}

describe('the SDKs of providers, when a call is given up', () => {
  let server: ReplayServer;
  const untouched = globalThis.fetch;

  const log = suite(async () => {
    Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
    server = await ReplayServer.start();
    return { capture: { fetch: true, hosts: { [server.host]: 'replayed' } } };
  });
  afterAll(() => server.close());

  /** In a trace of its own: the next test may ask the same. */
  const inTrace = (run: () => Promise<unknown>) => endOf(log.app.get(LlmContextService).run({}, run));

  /** The end for the caller is the same as without the log. @returns the rows. */
  async function rowsOf(run: (reached: Reached) => Promise<unknown>): Promise<Record<string, any>[]> {
    const logged = globalThis.fetch;
    globalThis.fetch = untouched;
    const plain = await endOf(run({ url: server.url })).finally(() => (globalThis.fetch = logged));
    expect(await inTrace(() => run({ url: server.url }))).toEqual(plain);
    return log.stored();
  }

  it.each(TIMEOUTS)('%s: its time is up', async (_sdk, run) => {
    server.answers({ hangs: true }, { hangs: true });
    const rows = await rowsOf(run);
    expect(rows).toMatchObject([{ status: 'timeout', prompt: 'Hello?', response: null, attempts: 1 }]);
  });

  it.each(ABORTS)('%s: it is taken back', async (_sdk, run) => {
    server.answers({ hangs: true }, { hangs: true });
    const rows = await rowsOf(async (reached) => {
      const { signal, leave } = leaving();
      const seen = server.received.length;
      const call = run(reached, signal);
      while (server.received.length === seen) await sleep(5);
      leave();
      return call;
    });
    expect(rows).toMatchObject([{ status: 'cancelled', prompt: 'Hello?', response: null, attempts: 1 }]);
  });

  it.each(BEGUN)('$sdk: a stream is left midway', async ({ recording, lines, content, run }) => {
    server.answers(begunAnswer(recording, lines), begunAnswer(recording, lines));
    const rows = await rowsOf((reached) => run(reached, content));
    expect(rows).toMatchObject([
      {
        status: 'cancelled',
        response: content,
        finish_reason: null,
        attempts: 1,
        time_to_first_token_ms: expect.any(Number),
      },
    ]);
    expect(server.aborted).toBe(2);
  });

  it.each(STALLED)('$sdk: a stream’s time is up midway', async ({ recording, lines, content, run }) => {
    server.answers(begunAnswer(recording, lines), begunAnswer(recording, lines));
    // Both at once, as both wait until their time is up.
    const [plain, logged] = await Promise.all([
      endOf(run({ url: server.url, fetch: untouched }, content)),
      inTrace(() => run({ url: server.url }, content)),
    ]);
    expect(logged).toEqual(plain);
    const rows = await log.stored();
    expect(rows).toMatchObject([{ status: 'timeout', response: content, finish_reason: null, attempts: 1 }]);
  });
});
