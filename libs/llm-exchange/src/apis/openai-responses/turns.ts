import { jsonIn, object } from '../../reading/json-reading.js';
import {
  refusalError,
  type BeginTurn,
  type SocketRefusal,
  type SocketTurn,
  type SocketTurns,
} from '../../reading/socket-turns.js';
import { isLastOfResponse } from './stream.js';

/** OpenAI's Responses over a WebSocket: the events of a stream, one response after another. */
export class OpenAiResponsesTurns implements SocketTurns {
  readonly #asked: SocketTurn[] = [];

  constructor(private readonly begin: BeginTurn) {}

  sent(message: string): void {
    const event = object(jsonIn(message));
    if (event?.['type'] !== 'response.create') return;
    const { type: _type, event_id: _id, response, ...request } = event;
    this.#asked.push(this.begin({ ...request, ...object(response) }));
  }

  received(message: string): void {
    const event = object(jsonIn(message));
    if (event === undefined) return;
    this.#asked[0]?.push(event);
    if (isLastOfResponse(event) || event['type'] === 'error') this.#asked.shift()?.end();
  }

  refused(turn: SocketTurn, reason: string): SocketRefusal {
    this.#asked.splice(this.#asked.indexOf(turn), 1);
    const error = refusalError(reason);
    // Errors of a request stand in `error`, those of a stream beside the type: clients look at either.
    return { event: { ...error, type: 'error', status: 429, sequence_number: 0, error } };
  }

  closed(error?: unknown): void {
    for (const turn of this.#asked.splice(0)) turn.breakOff(error);
  }
}
