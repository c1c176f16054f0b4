import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

type Message = Record<string, any>;

/** What the server does with a message; `send` sends an event, `socket` is for all else. */
export type OnMessage = (message: Message, send: (event: object) => void, socket: WebSocket) => void;

/** A provider that speaks over WebSockets, compressed where the client can, message by message as each test asks. */
export class SocketServer {
  readonly received: Message[] = [];
  onMessage: OnMessage = () => undefined;
  onConnection: (send: (event: object) => void) => void = () => undefined;
  /** As Gemini does. */
  sendsBytes = false;

  private constructor(
    private readonly server: Server,
    private readonly sockets: WebSocketServer,
  ) {}

  static async start(): Promise<SocketServer> {
    const server = createServer();
    const sockets = new WebSocketServer({ server, perMessageDeflate: { threshold: 0 } });
    const provider = new SocketServer(server, sockets);
    sockets.on('connection', (socket) => {
      const send = (event: object): void => {
        const text = JSON.stringify(event);
        socket.send(provider.sendsBytes ? Buffer.from(text) : text);
      };
      provider.onConnection(send);
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as Message;
        provider.received.push(message);
        provider.onMessage(message, send, socket);
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.clients) socket.terminate();
    this.sockets.close();
    this.server.closeAllConnections();
    await new Promise<unknown>((resolve) => this.server.close(resolve));
  }
}
