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

/** What the client gets in place of an answer: an event of the API's own, or the end of the socket with the code that the API closes with. */
export type SocketRefusal = { readonly event: Json } | { readonly closeCode: number };

/** Finds the calls in the messages of one socket. Messages are JSON texts; anything else is left out. */
export interface SocketTurns {
  sent(message: string): void;
  received(message: string): void;
  /** The message that asked for this turn is not sent after all, for this reason. */
  refused(turn: SocketTurn, reason: string): SocketRefusal;
  /** @param error what broke it; undefined where it was closed. */
  closed(error?: unknown): void;
}

/** So much of a message is looked at, to leave those out that carry nothing but sound. */
const HEAD_CHARACTERS = 200;

/** Whether a message has this type, without parsing it: sound comes and goes many times a second. */
export function isOfType(message: string, type: RegExp): boolean {
  return type.test(message.slice(0, HEAD_CHARACTERS));
}

/** How errors are named that are the log's own, in the words of OpenAI. */
export function refusalError(message: string): Json {
  return { type: 'budget_exceeded', code: 'budget_exceeded', message, param: null };
}
