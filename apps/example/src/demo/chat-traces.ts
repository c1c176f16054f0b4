import { modelFor, someUser, type Model, type User } from './cast.js';
import { HOUR_MS } from './day-cycle.js';
import { callOf, endOf, promptVersionAt, type PlannedCall, type PlannedTrace, type TimedCall } from './planned-call.js';
import type { Random } from './random.js';
import type { Texts } from './texts.js';
import type { RecordedRequest } from './workload.js';

interface Session extends User {
  readonly sessionId: string;
  readonly model: Model;
  turns: number;
  lastTurn: number;
}

const SYSTEM_PROMPT = 'You help the people of an online shop to understand what their customers say. Be brief.';
const SESSION_MS = HOUR_MS / 3;
const GOES_ON = 0.7;
const CACHED_FROM = 1_024;

/** Turns of conversations: streamed answers, with calls that nobody sees before and after some of them. */
export class ChatTraces {
  #sessions: Session[] = [];

  constructor(
    private readonly random: Random,
    private readonly texts: Texts,
  ) {}

  trace(startedAt: Date, { requestTokens, responseTokens }: RecordedRequest): PlannedTrace {
    const session = this.#sessionAt(startedAt);
    const { prompt, response } = this.texts.near(responseTokens, this.random);
    const guarded = this.random.chance(0.25) ? this.#moderation(prompt, startedAt) : undefined;
    const main = callOf(
      {
        callType: 'chat',
        model: session.model,
        startedAt: guarded === undefined ? startedAt : endOf(guarded),
        systemPrompt: SYSTEM_PROMPT,
        promptName: 'shop-assistant',
        promptVersion: String(promptVersionAt(startedAt)),
        temperature: 0.7,
        maxTokens: 2_000,
        prompt,
        response,
        promptTokens: requestTokens,
        completionTokens: responseTokens,
        cachedPromptTokens: this.#cachedOf(requestTokens, session.turns),
        isStreamed: true,
        tags: ['stream'],
      },
      this.random,
    );
    const titled = session.turns === 1 ? this.#title(prompt, endOf(main)) : undefined;
    const hidden = [guarded, titled].filter((call): call is TimedCall => call !== undefined);
    const { userId, companyId, sessionId } = session;
    return {
      startedAt,
      endsAt: endOf(titled ?? main),
      context: { traceId: this.random.hex(32), origin: 'POST /chat', userId, companyId, sessionId },
      calls: inOrder([main, ...hidden]),
    };
  }

  /** Turns of a conversation have its model, user and session. */
  #sessionAt(at: Date): Session {
    const time = at.getTime();
    this.#sessions = this.#sessions.filter(({ lastTurn }) => time - lastTurn < SESSION_MS);
    const open =
      this.#sessions.length > 0 && this.random.chance(GOES_ON) ? this.random.pick(this.#sessions) : undefined;
    const session = open ?? {
      ...someUser(this.random),
      sessionId: `chat-${this.random.hex(12)}`,
      model: modelFor('chat', this.random),
      turns: 0,
      lastTurn: time,
    };
    if (open === undefined) this.#sessions.push(session);
    session.turns += 1;
    session.lastTurn = time;
    return session;
  }

  #cachedOf(requestTokens: number, turns: number): number | undefined {
    if (requestTokens < CACHED_FROM) return undefined;
    return turns === 1 ? 0 : Math.floor((requestTokens * this.random.between(0.4, 0.9)) / 128) * 128;
  }

  #moderation(prompt: string, startedAt: Date): TimedCall {
    return callOf(
      {
        callType: 'classification',
        model: modelFor('judge', this.random),
        startedAt,
        systemPrompt: 'Is this safe to answer? Say safe or unsafe.',
        temperature: 0,
        prompt,
        response: 'safe',
        promptTokens: 30 + Math.ceil(prompt.length / 4),
        completionTokens: 2,
        tags: ['hidden'],
      },
      this.random,
    );
  }

  #title(prompt: string, startedAt: Date): TimedCall {
    return callOf(
      {
        callType: 'summarization',
        model: modelFor('summary', this.random),
        startedAt,
        systemPrompt: 'Write a title of at most five words for a conversation that begins so.',
        prompt,
        response: prompt.split(/\s+/).slice(0, 5).join(' '),
        promptTokens: 40 + Math.ceil(prompt.length / 4),
        completionTokens: 9,
        tags: ['hidden'],
      },
      this.random,
    );
  }
}

function inOrder(calls: readonly TimedCall[]): PlannedCall[] {
  return [...calls].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime()).map((call) => ({ call, steps: [] }));
}
