import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { recording } from './recordings.js';

/** One answer of the server. */
export interface ReplayedAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** Pieces of the body, each sent on its own. */
  pieces?: readonly (string | Uint8Array)[];
  /** Before the head, and before each piece but the first, in ms. */
  delayMs?: number;
  /** The connection breaks after the last piece. */
  breaks?: boolean;
  /** After the last piece nothing more comes, and no end. */
  stalls?: boolean;
  /** Nothing is answered at all. */
  hangs?: boolean;
}

export interface ReceivedRequest {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Answers requests, in their order, with what was recorded of real providers. */
export class ReplayServer {
  readonly received: ReceivedRequest[] = [];
  /** Connections that the client closed before the answer was whole. */
  aborted = 0;
  #answers: ReplayedAnswer[] = [];
  #last: ServerResponse | undefined;

  readonly #sessions = new Set<ServerHttp2Session>();

  private constructor(private readonly server: Server | Http2Server) {}

  /** Speaks HTTP/1.1, or HTTP/2 without TLS. */
  static async start({ http2 = false } = {}): Promise<ReplayServer> {
    const server = http2 ? createHttp2Server() : createServer();
    const replay = new ReplayServer(server);
    server.on('session', (session: ServerHttp2Session) => {
      replay.#sessions.add(session);
      session.on('close', () => replay.#sessions.delete(session));
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        // A stream of HTTP/2 that its client has reset.
        if (request.aborted) return;
        const { url: path = '', headers } = request;
        replay.received.push({ path, headers, body: Buffer.concat(pieces).toString() });
        response.on('close', () => (replay.aborted += response.writableFinished ? 0 : 1));
        void replay.#answer(replay.#answers.shift() ?? { status: 404 }, response);
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return replay;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** Bytes of the last answer that the client has not taken yet. */
  get unsentBytes(): number {
    return this.#last?.writableLength ?? 0;
  }

  /** The next answers; names are those of recordings. */
  answers(...answers: (string | ReplayedAnswer)[]): void {
    this.received.length = 0;
    this.aborted = 0;
    this.#answers = answers.map((answer) => (typeof answer === 'string' ? recordedAnswer(answer) : answer));
  }

  async close(): Promise<void> {
    if ('closeAllConnections' in this.server) this.server.closeAllConnections();
    for (const session of this.#sessions) session.destroy();
    await new Promise<unknown>((resolve) => this.server.close(resolve));
  }

  async #answer(answer: ReplayedAnswer, response: ServerResponse): Promise<void> {
    const { status = 200, headers = { 'content-type': 'application/json' }, pieces = [], delayMs } = answer;
    this.#last = response;
    if (answer.hangs) return;
    if (delayMs !== undefined) await sleep(delayMs);
    response.writeHead(status, headers);
    response.flushHeaders();
    for (const [index, piece] of pieces.entries()) {
      if (delayMs !== undefined && index > 0) await sleep(delayMs);
      response.write(piece);
    }
    if (answer.stalls) return;
    if (answer.breaks) setTimeout(() => response.destroy(), 20);
    else response.end();
  }
}

/** A stream line by line, anything else in one piece. */
export function recordedAnswer(name: string): ReplayedAnswer {
  const { status, headers, response, sse, ndjson, bodyBase64 } = recording(name);
  const lines = sse ?? ndjson;
  const whole = bodyBase64 === undefined ? JSON.stringify(response) : Buffer.from(bodyBase64, 'base64');
  return { status, headers, pieces: lines === undefined ? [whole] : [`${lines.join('\n')}\n`] };
}

/** The first lines of a recorded stream, after which it stalls. */
export function begunAnswer(name: string, lines: number): ReplayedAnswer {
  const { headers, sse, ndjson } = recording(name);
  const begun = (sse ?? ndjson)!.slice(0, lines).join('\n');
  return { headers, pieces: [begun + (sse ? '\n\n' : '\n')], stalls: true };
}
