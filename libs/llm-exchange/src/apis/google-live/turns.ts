import { jsonIn, object, objects, text, type Json } from '../../reading/json-reading.js';
import {
  isOfType,
  type BeginTurn,
  type SocketRefusal,
  type SocketTurn,
  type SocketTurns,
} from '../../reading/socket-turns.js';

/** Sound and pictures that the user shows. */
const MEDIA_SENT = /^\s*\{\s*"realtime_?[iI]nput"\s*:\s*\{\s*"(audio|video|media_?[cC]hunks)"/;
const MAX_CONTENTS = 50;
/** "Policy violation", with which Gemini ends sockets of whom it answers no more: it has no event for errors. */
const CLOSE_CODE = 1008;

/** Gemini Live: each turn of the model is a call. It begins when the application has asked, or with the first of what the model says. */
export class GoogleLiveTurns implements SocketTurns {
  #setup: Json = {};
  #contents: Json[] = [];
  #heard = '';
  #turn: SocketTurn | undefined;

  constructor(private readonly begin: BeginTurn) {}

  sent(message: string): void {
    if (isOfType(message, MEDIA_SENT)) return;
    const event = object(jsonIn(message));
    if (event === undefined) return;
    this.#setup = object(event['setup']) ?? this.#setup;
    const content = object(event['clientContent'] ?? event['client_content']);
    const input = text(object(event['realtimeInput'] ?? event['realtime_input'])?.['text']);
    for (const said of objects(content?.['turns'])) this.#said(said);
    if (input !== null) this.#said({ role: 'user', parts: [{ text: input }] });
    const isAsked = content?.['turnComplete'] === true || content?.['turn_complete'] === true || input !== null;
    if (isAsked) this.#turn ??= this.#ask();
  }

  received(message: string): void {
    const event = object(jsonIn(message));
    if (event === undefined) return;
    const content = object(event['serverContent']);
    this.#heard += text(object(content?.['inputTranscription'])?.['text']) ?? '';
    if (!isOfTurn(event, content)) return;
    this.#turn ??= this.#ask();
    this.#turn.push(event);
    if (content?.['turnComplete'] !== true) return;
    this.#turn.end();
    this.#turn = undefined;
  }

  refused(): SocketRefusal {
    this.#turn = undefined;
    return { closeCode: CLOSE_CODE };
  }

  closed(error?: unknown): void {
    this.#turn?.breakOff(error);
    this.#turn = undefined;
  }

  #said(content: Json): void {
    if (this.#contents.length >= MAX_CONTENTS) this.#contents.shift();
    this.#contents.push(content);
  }

  #ask(): SocketTurn {
    if (this.#heard !== '') this.#said({ role: 'user', parts: [{ text: this.#heard }] });
    const contents = this.#contents;
    this.#contents = [];
    this.#heard = '';
    const { model, ...setup } = this.#setup;
    return this.begin({ ...setup, model: text(model)?.split('/').at(-1), contents });
  }
}

function isOfTurn(event: Json, content: Json | undefined): boolean {
  if (object(event['toolCall']) !== undefined || object(event['usageMetadata']) !== undefined) return true;
  return content !== undefined && Object.keys(content).some((name) => name !== 'inputTranscription');
}
