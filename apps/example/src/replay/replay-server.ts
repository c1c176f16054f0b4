import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Answers } from './answers.js';
import { wordsOf } from './words.js';

export interface ReplayServer {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

/** What is asked for, in OpenAI's language. */
interface Asked {
  readonly model?: string;
  readonly messages?: readonly { readonly content: string }[];
  readonly stream?: boolean;
  readonly input?: string | readonly string[];
}

const CHARACTERS_PER_TOKEN = 4;
const DIMENSIONS = 64;
/** Between two pieces of a stream, in ms. */
const PACE_MS = 15;

/** Stands in for OpenAI on this machine: the same shapes, answers that fit and tokens that are estimated. The same request has the same answer. */
export async function startReplayServer(): Promise<ReplayServer> {
  const answers = new Answers();
  const server = createServer((request, response) => {
    void (async () => {
      const asked = JSON.parse((await readBody(request)) || '{}') as Asked;
      if (request.url?.endsWith('/embeddings')) return sendJson(response, embeddingsFor(asked));
      const answer = answers.to(asked.messages?.at(-1)?.content ?? '');
      await (asked.stream === true
        ? sendStream(response, asked, answer)
        : sendJson(response, completion(asked, answer)));
    })().catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

function sendJson(response: ServerResponse, answer: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

function completion(asked: Asked, content: string): object {
  const message = { role: 'assistant', content };
  return { ...head('chat.completion', asked), choices: [choice({ message }, 'stop')], usage: usageOf(asked, content) };
}

/** Word by word. */
async function sendStream(response: ServerResponse, asked: Asked, answer: string): Promise<void> {
  const first = head('chat.completion.chunk', asked);
  const send = (part: object): unknown => response.write(`data: ${JSON.stringify({ ...first, ...part })}\n\n`);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  send({ choices: [choice({ delta: { role: 'assistant', content: '' } }, null)] });
  for (const content of answer.match(/\S+\s*/g) ?? []) {
    await sleep(PACE_MS);
    send({ choices: [choice({ delta: { content } }, null)] });
  }
  send({ choices: [choice({ delta: {} }, 'stop')] });
  send({ choices: [], usage: usageOf(asked, answer) });
  response.end('data: [DONE]\n\n');
}

function head(object: string, { model = 'gpt-4o-mini' }: Asked): object {
  return { id: `chatcmpl-${randomUUID()}`, object, created: Math.floor(Date.now() / 1_000), model };
}

function choice(part: object, reason: string | null): object {
  return { index: 0, ...part, logprobs: null, finish_reason: reason };
}

function usageOf({ messages = [] }: Asked, answer: string): object {
  const prompt = tokensOf(messages.map(({ content }) => content).join('\n'));
  const completion = tokensOf(answer);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

function tokensOf(text: string): number {
  return Math.max(1, Math.ceil(text.length / CHARACTERS_PER_TOKEN));
}

/** Texts with the same words have like vectors. */
function embeddingsFor({ input = [], model }: Asked): object {
  const texts = typeof input === 'string' ? [input] : input;
  const data = texts.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }));
  const tokens = tokensOf(texts.join('\n'));
  return { object: 'list', model, data, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

function vectorOf(text: string): number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  for (const word of wordsOf(text)) {
    let hash = 0;
    for (const letter of word) hash = (hash * 31 + letter.codePointAt(0)!) >>> 0;
    vector[hash % DIMENSIONS]! += 1;
  }
  return vector;
}
