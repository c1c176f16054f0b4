import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

interface Recording {
  readonly response?: unknown;
  /** Lines of the event stream, as they were sent. */
  readonly sse?: readonly string[];
}

export interface ReplayServer {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

const recorded = (name: string): Recording =>
  JSON.parse(readFileSync(new URL(`../../recordings/${name}.json`, import.meta.url), 'utf8')) as Recording;

/** Answers requests in OpenAI's language with recorded answers: the same request always with the same one. */
export async function startReplayServer(): Promise<ReplayServer> {
  const chats = ['chat-basic', 'chat-korean', 'chat-two-choices'].map(recorded);
  const streams = ['chat-stream-usage', 'chat-stream-no-usage'].map(recorded);
  const embeddings = [recorded('embeddings-basic')];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await readBody(request);
      if (request.url?.endsWith('/embeddings')) return sendJson(response, choose(embeddings, body));
      const isStream = (JSON.parse(body || '{}') as { stream?: boolean }).stream === true;
      return isStream ? sendStream(response, choose(streams, body)) : sendJson(response, choose(chats, body));
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

function choose(recordings: readonly Recording[], body: string): Recording {
  const digest = createHash('sha256').update(body).digest();
  return recordings[digest.readUInt32BE() % recordings.length]!;
}

function sendJson(response: ServerResponse, { response: answer }: Recording): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

/** Event by event, as the provider sent them. */
async function sendStream(response: ServerResponse, { sse = [] }: Recording): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of sse.join('\n').split(/(?<=\n\n)/)) {
    response.write(event);
    await sleep(15);
  }
  response.end();
}
