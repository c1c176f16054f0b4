import type { Json } from './json-reading.js';

/** One call of a model over a socket that carries many. */
export interface SocketTurn {
  /** An event of its answer. */
  push(event: Json): void;
  end(): void;
  /** The socket broke, or was closed without an error, before the answer was whole. */
  breakOff(error: unknown): void;
}

/** Begins a call with what is asked, in the words of a request over HTTP. */
export type BeginTurn = (request: Json) => SocketTurn;

/** Finds the calls in the messages of one socket. Messages are JSON texts; anything else is left out. */
export interface SocketTurns {
  sent(message: string): void;
  received(message: string): void;
  /** @param error what broke it; undefined where it was closed. */
  closed(error?: unknown): void;
}

/** So much of a message is looked at, to leave those out that carry nothing but sound. */
const HEAD_CHARACTERS = 200;

/** Whether a message has this type, without parsing it: sound comes and goes many times a second. */
export function isOfType(message: string, type: RegExp): boolean {
  return type.test(message.slice(0, HEAD_CHARACTERS));
}
