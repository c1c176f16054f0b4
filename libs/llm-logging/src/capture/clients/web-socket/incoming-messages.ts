import type { Duplex } from 'node:stream';
import { WebSocketMessages, type Compression } from './web-socket-messages.js';

/** The messages that a WebSocket receives, and what is put between them. */
export class IncomingMessages {
  readonly #messages: WebSocketMessages;
  readonly #emit: (event: string, value: unknown) => unknown;
  #waiting: Buffer[] = [];

  /** @param received gets each message, and never throws. */
  constructor(
    private readonly socket: Duplex,
    compression: Compression | undefined,
    received: (message: string) => void,
  ) {
    this.#messages = new WebSocketMessages(compression, ({ bytes }) => received(bytes.toString()));
    // As it was before anybody looked at it.
    this.#emit = socket.emit.bind(socket) as (event: string, value: unknown) => unknown;
  }

  push(bytes: Uint8Array): void {
    this.#messages.push(bytes);
  }

  /** Gives the client a frame that the server has not sent: as soon as none of the server's is under way. */
  give(frame: Buffer): void {
    this.#waiting.push(frame);
    this.giveWaiting();
  }

  /** To be called when what was pushed has reached the client. */
  giveWaiting(): void {
    if (this.#waiting.length === 0 || this.#messages.isWithin || this.socket.destroyed) return;
    const frames = this.#waiting;
    this.#waiting = [];
    for (const frame of frames) this.#emit('data', frame);
  }
}
