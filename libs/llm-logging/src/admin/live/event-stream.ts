import type { ServerResponse } from 'node:http';

interface Pace {
  /** Between two comments that keep the connection open. */
  readonly heartbeatMs: number;
  /** Then the client comes again, and the guards ask anew whether it may. */
  readonly lifeMs: number;
}

const PACE: Pace = { heartbeatMs: 15_000, lifeMs: 15 * 60_000 };
/** What may wait for a client to read it: one that falls further behind is dropped. */
const MAX_WAITING_BYTES = 1024 * 1024;

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // no-transform: what compresses answers would hold events back.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/** Server-sent events to one client. It keeps nothing for a client that does not read. */
export class EventStream {
  readonly #heartbeat: NodeJS.Timeout;
  readonly #life: NodeJS.Timeout;

  /** @param onEnd is called once, whoever ended it. */
  constructor(
    private readonly response: ServerResponse,
    onEnd: () => void,
    { heartbeatMs, lifeMs } = PACE,
  ) {
    // A connection that outlives its stream would be waited for at shutdown.
    response.shouldKeepAlive = false;
    response.writeHead(200, HEADERS);
    response.write('retry: 2000\n\n');
    this.#heartbeat = setInterval(() => this.#write(': heartbeat\n\n'), heartbeatMs).unref();
    this.#life = setTimeout(() => this.end(), lifeMs).unref();
    response.once('close', () => {
      clearInterval(this.#heartbeat);
      clearTimeout(this.#life);
      onEnd();
    });
    response.once('error', () => response.destroy());
  }

  /** @param data becomes JSON, which has no line breaks. */
  send(event: string, id: string, data: unknown): void {
    this.#write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  end(): void {
    this.response.end();
  }

  #write(text: string): void {
    if (this.response.destroyed || this.response.writableEnded) return;
    if (this.response.writableLength > MAX_WAITING_BYTES) this.response.destroy();
    else this.response.write(text);
  }
}
