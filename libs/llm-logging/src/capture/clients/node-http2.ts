import { connect, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import { Duplex } from 'node:stream';
import type { SentRequest } from '../fetch/sent-request.js';
import { ClientExchange, type ClientTools } from './client-exchange.js';
import { headerText } from './header-text.js';
import { OutgoingBody } from './outgoing-body.js';
import { putAround, putBefore } from '../own-member.js';
import { ReplacedMember } from '../replaced-member.js';

/**
 * Sees what `node:http2` sends: the AWS SDK's Bedrock client, got with `http2`. Before Node 24 it has no channels, so the `request` of
 * its sessions is looked at: those that are open already have it, too.
 */
export class NodeHttp2Clients {
  #member: ReplacedMember<ClientHttp2Session> | undefined;

  constructor(private readonly tools: ClientTools) {}

  start(): void {
    const see = (stream: ClientHttp2Stream): void => this.tools.quietly(() => this.#sent(stream));
    this.#member = new ReplacedMember(sessionPrototype(), 'request', (next) => {
      return function (this: unknown, ...args: unknown[]) {
        const stream = Reflect.apply(next, this, args as never[]);
        see(stream as ClientHttp2Stream);
        return stream;
      };
    });
    this.#member.takePlace();
  }

  stop(): void {
    this.#member?.leave();
  }

  #sent(stream: ClientHttp2Stream): void {
    const { exchanges } = this.tools;
    const { sentHeaders: headers } = stream;
    if (headers?.[':method'] !== 'POST' || exchanges.observed !== undefined) return;
    const [scheme, authority, path] = [':scheme', ':authority', ':path'].map((name) => headerText(headers[name]) ?? '');
    const address = `${scheme}://${authority}${path}`;
    if (!URL.canParse(address)) return;
    const url = new URL(address);
    if (!exchanges.isKnown(url)) return;
    const header = (name: string): string | null => headerText(headers[name]);
    const sent: SentRequest = { url, header, via: 'client', startedAt: new Date(), clock: performance.now() };
    watch(stream, new ClientExchange(sent, this.tools));
  }
}

function watch(stream: ClientHttp2Stream, exchange: ClientExchange): void {
  const givenUp = (error: unknown): void => {
    if (stream.readableEnded) return;
    if (error === undefined || error === null) exchange.cancel();
    else exchange.fail(error);
  };
  const body = new OutgoingBody(stream, exchange);
  // Node emits the error of a stream that was never ended after those who iterate it have gone.
  if (exchange.isGated) stream.on('error', () => undefined);
  putAround(stream, 'write', (run, args) => body.write(args, run));
  putAround(stream, 'end', (run, args) => body.end(args, run));
  putBefore(stream, 'push', (piece) => {
    if (piece !== null) exchange.answer(piece);
    else if (!stream.aborted && !stream.rstCode) exchange.end();
  });
  putBefore(stream, 'close', () => givenUp(undefined));
  putBefore(stream, 'destroy', givenUp);
  stream.once('response', (headers: IncomingHttpHeaders & { ':status'?: number }) =>
    exchange.answered({ status: headers[':status'], header: (name) => headerText(headers[name]) }),
  );
  stream.once('close', () => (stream.rstCode ? givenUp(stream.errored) : exchange.end()));
}

/** Node does not give it away otherwise. The session is one that never connects. */
function sessionPrototype(): ClientHttp2Session {
  const nowhere = new Duplex({ read: () => undefined, write: (_piece, _encoding, done) => done() });
  const session = connect('http://localhost', { createConnection: () => nowhere });
  session.on('error', () => undefined);
  let prototype = session as object;
  while (!Object.hasOwn(prototype, 'request')) prototype = Object.getPrototypeOf(prototype) as object;
  session.destroy();
  nowhere.destroy();
  return prototype as ClientHttp2Session;
}
