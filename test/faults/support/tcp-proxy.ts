import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** What happens to a connection's next bytes. */
type Fault = (link: Link, bytes: Buffer, toServer: boolean) => Verdict;
/** Bytes to pass on, and whether the connection ends after them. */
interface Verdict {
  pass: Buffer;
  cut?: boolean;
  /** The fault happens again. */
  stays?: boolean;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

/** `Sync` of PostgreSQL's protocol: what was sent before it commits. */
const SYNC = Buffer.from('S\0\0\0\x04', 'latin1');

/** Stands between application and database and breaks connections where a network would. */
export class TcpProxy {
  /** Faults that have happened. */
  cuts = 0;
  readonly #links = new Set<Link>();
  #fault: Fault | undefined;
  #isSilent = false;

  private constructor(
    private readonly listener: Server,
    private target: URL,
  ) {
    listener.on('connection', (client) => this.#link(client));
  }

  static async start(databaseUrl: string): Promise<TcpProxy> {
    const listener = createServer();
    const proxy = new TcpProxy(listener, new URL(databaseUrl));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return proxy;
  }

  /** The database's address, through the proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.listener.address() as AddressInfo).port);
    return url.toString();
  }

  get isArmed(): boolean {
    return this.#fault !== undefined;
  }

  /** Breaks the connection on which, from now on, more than so many bytes have passed in one direction. */
  cutAfter(bytes: number, direction: 'to server' | 'to client'): void {
    const passed = new Map<Link, number>();
    this.#fault = (link, chunk, toServer) => {
      if (toServer !== (direction === 'to server')) return { pass: chunk };
      const before = passed.get(link) ?? 0;
      passed.set(link, before + chunk.length);
      if (before + chunk.length <= bytes) return { pass: chunk };
      return { pass: chunk.subarray(0, bytes - before), cut: true };
    };
  }

  /** Breaks the next connection that commits, when so many bytes of its `Sync` have been passed on. */
  cutCommit(bytesPassed: number): void {
    this.#fault = (_link, chunk, toServer) => {
      const at = toServer ? chunk.indexOf(SYNC) : -1;
      return at < 0 ? { pass: chunk } : { pass: chunk.subarray(0, at + bytesPassed), cut: true };
    };
  }

  /** Breaks each connection that says to the server what first matched, before it is passed on, until {@link heal}. */
  refuseStatement(pattern: RegExp): void {
    let refused: string | undefined;
    this.#fault = (_link, chunk, toServer) => {
      if (!toServer) return { pass: chunk };
      const said = chunk.toString('latin1');
      refused ??= pattern.exec(said)?.[0];
      const isRefused = refused !== undefined && said.includes(refused);
      return isRefused ? { pass: Buffer.alloc(0), cut: true, stays: true } : { pass: chunk };
    };
  }

  /** Everything passes again. */
  heal(): void {
    this.#fault = undefined;
  }

  /** Lets the next commit through and breaks the connection when its answer comes, which the client never sees. */
  swallowAnswerOfCommit(): void {
    const committing = new Set<Link>();
    this.#fault = (link, chunk, toServer) => {
      if (toServer && chunk.includes(SYNC)) committing.add(link);
      return toServer || !committing.has(link) ? { pass: chunk } : { pass: Buffer.alloc(0), cut: true };
    };
  }

  /** Existing connections carry nothing any more and do not end; new ones work. */
  goSilent(): void {
    for (const { client, server } of this.#links) {
      client.pause().removeAllListeners('data');
      server.pause().removeAllListeners('data');
    }
    this.cuts += this.#links.size;
  }

  /** New connections go to another server; existing ones stay where they are. */
  leadTo(databaseUrl: string): void {
    this.target = new URL(databaseUrl);
  }

  /** Nobody can connect, and who was connected is no more. */
  refuse(isRefusing: boolean): void {
    this.#isSilent = isRefusing;
    if (isRefusing) for (const link of this.#links) breakLink(link);
  }

  async close(): Promise<void> {
    for (const link of this.#links) breakLink(link);
    await new Promise((resolve) => this.listener.close(resolve));
  }

  #link(client: Socket): void {
    if (this.#isSilent) return void client.resetAndDestroy();
    const link = { client, server: connect(Number(this.target.port), this.target.hostname) };
    this.#links.add(link);
    for (const [from, to] of [
      [client, link.server],
      [link.server, client],
    ] as const) {
      from.on('data', (bytes: Buffer) => this.#pass(link, bytes, from === client));
      from.on('error', () => undefined);
      from.on('close', () => {
        to.end();
        if (to.closed) this.#links.delete(link);
      });
    }
  }

  #pass(link: Link, bytes: Buffer, toServer: boolean): void {
    const { pass, cut = false, stays = false } = this.#fault?.(link, bytes, toServer) ?? { pass: bytes };
    const to = toServer ? link.server : link.client;
    if (!cut) return void to.write(pass);
    if (!stays) this.#fault = undefined;
    this.cuts += 1;
    to.write(pass, () => breakLink(link));
  }
}

function breakLink({ client, server }: Link): void {
  for (const socket of [client, server]) {
    // Node resets no socket that has ended its side: it would leave it open.
    if (socket.writableEnded) socket.destroy();
    else socket.resetAndDestroy();
  }
}
