import { jsonIn, object, text, type Json } from '../../reading/json-reading.js';
import {
  isOfType,
  refusalError,
  type BeginTurn,
  type SocketRefusal,
  type SocketTurn,
  type SocketTurns,
} from '../../reading/socket-turns.js';

/** Sound that the user says. */
const SOUND_SENT = /"type"\s*:\s*"input_audio_buffer\.append"/;
/** Sound that the model says: no more is read of it than that it is there. */
const SOUND_RECEIVED = /"type"\s*:\s*"response\.(output_)?audio\.delta"/;
const RESPONSE_ID = /"response_id"\s*:\s*"([^"]{1,100})"/;
const TRANSCRIBED = /^conversation\.item\.input_audio_transcription\.(completed|failed)$/;
/** Members of a session that belong to what each of its responses is asked. */
const ASKED = [
  'model',
  'instructions',
  'temperature',
  'max_output_tokens',
  'max_response_output_tokens',
  'tools',
  'tool_choice',
  'output_modalities',
  'modalities',
  'voice',
  'reasoning',
] as const;
/** Items said since the last response that are remembered at most. */
const MAX_ITEMS = 50;

interface Asked {
  readonly turn: SocketTurn;
  readonly eventId: string | null;
}

/**
 * OpenAI Realtime, and who speaks its language: each response is a call, whether the application asks for it or the server begins it as
 * the user stops speaking; so is each transcription of what the user said, by a model of its own.
 */
export class OpenAiRealtimeTurns implements SocketTurns {
  #session: Json;
  #items: Json[] = [];
  readonly #asked: Asked[] = [];
  readonly #begun = new Map<string, SocketTurn>();

  constructor(
    model: string | null,
    private readonly begin: BeginTurn,
  ) {
    this.#session = model === null ? {} : { model };
  }

  sent(message: string): void {
    if (isOfType(message, SOUND_SENT)) return;
    const event = object(jsonIn(message));
    switch (event?.['type']) {
      case 'session.update':
      case 'transcription_session.update':
        return this.#learn(event);
      case 'conversation.item.create':
        return this.#said(object(event['item']));
      case 'response.create':
        return void this.#asked.push({ turn: this.#ask(object(event['response'])), eventId: text(event['event_id']) });
      default:
    }
  }

  received(message: string): void {
    if (isOfType(message, SOUND_RECEIVED)) {
      const id = RESPONSE_ID.exec(message.slice(0, 1_000))?.[1] ?? '';
      return this.#begun.get(id)?.push({ type: 'response.output_audio.delta' });
    }
    const event = object(jsonIn(message));
    if (event !== undefined) this.#received(event, text(event['type']) ?? '');
  }

  refused(turn: SocketTurn, reason: string): SocketRefusal {
    const at = this.#asked.findIndex((asked) => asked.turn === turn);
    const [asked] = at < 0 ? [] : this.#asked.splice(at, 1);
    return { event: { type: 'error', error: { ...refusalError(reason), event_id: asked?.eventId ?? null } } };
  }

  closed(error?: unknown): void {
    for (const { turn } of this.#asked.splice(0)) turn.breakOff(error);
    for (const turn of this.#begun.values()) turn.breakOff(error);
    this.#begun.clear();
  }

  #received(event: Json, type: string): void {
    const id = text(object(event['response'])?.['id'] ?? event['response_id']);
    if (type === 'session.created' || type === 'session.updated' || type.startsWith('transcription_session.'))
      return this.#learn(event);
    if (type === 'input_audio_buffer.committed') return this.#heard(text(event['item_id']));
    if (TRANSCRIBED.test(type)) return this.#transcribed(event);
    if (type === 'error') return this.#refused(event);
    if (id === null) return;
    if (type === 'response.created') this.#begun.set(id, this.#asked.shift()?.turn ?? this.#ask(undefined));
    const turn = this.#begun.get(id);
    turn?.push(event);
    if (type !== 'response.done') return;
    this.#begun.delete(id);
    turn?.end();
  }

  #learn({ session }: Json): void {
    this.#session = { ...this.#session, ...object(session) };
  }

  #said(item: Json | undefined): void {
    if (item === undefined) return;
    if (this.#items.length >= MAX_ITEMS) this.#items.shift();
    this.#items.push(item);
  }

  /** What was said is known by its transcript, which may come later. */
  #heard(id: string | null): void {
    this.#said({ id, type: 'message', role: 'user', content: [{ type: 'input_audio' }] });
  }

  #ask(own: Json | undefined): SocketTurn {
    const { id: _id, object: _object, ...asked } = own ?? {};
    const items = this.#items;
    this.#items = [];
    const ofSession = ASKED.filter((name) => this.#session[name] !== undefined && this.#session[name] !== null);
    const request = Object.fromEntries(ofSession.map((name) => [name, this.#session[name]]));
    return this.begin({ ...request, input: items, ...asked });
  }

  #transcribed(event: Json): void {
    const id = text(event['item_id']);
    const item = this.#items.find((said) => id !== null && said['id'] === id);
    const said = text(event['transcript']);
    if (item !== undefined && said !== null) item['content'] = [{ type: 'input_text', text: said }];
    const turn = this.begin({ model: transcriberOf(this.#session), input: '[audio]' });
    turn.push(event);
    turn.end();
  }

  /** Most errors are of other events than of a response that is asked for. */
  #refused(event: Json): void {
    const id = text(object(event['error'])?.['event_id']);
    const at = this.#asked.findIndex(({ eventId }) => eventId === id);
    if (at < 0) return;
    const [{ turn }] = this.#asked.splice(at, 1) as [Asked];
    turn.push(event);
    turn.end();
  }
}

function transcriberOf(session: Json): unknown {
  const now = object(object(object(session['audio'])?.['input'])?.['transcription']);
  return (now ?? object(session['input_audio_transcription']))?.['model'];
}

/** The model that the address of a socket names. */
export function modelInQuery(url: URL): string | null {
  return url.searchParams.get('model') ?? url.searchParams.get('deployment');
}
