import type { LlmContext } from 'llm-exchange/call';
import { type SocketTurn, type SocketTurns, turnsOfSocket } from 'llm-exchange/exchange';
import type { ClientTools } from '../client-exchange.js';
import { ObservedTurn } from './observed-turn.js';
import type { MessageGate } from './outgoing-messages.js';
import { closeFrame, textFrame } from './web-socket-frames.js';

/** Whether an address speaks a language of which calls over a WebSocket can be read. */
export function isReadable(url: URL): boolean {
  return turnsOfSocket(url, () => NOBODY) !== undefined;
}

const NOBODY: SocketTurn = { push: () => undefined, end: () => undefined, breakOff: () => undefined };

/**
 * The calls on one WebSocket. Budgets are asked about those that the application asks for; one that they refuse gets the error that its
 * API has for such requests, or the end of the socket where it has none.
 */
export class SocketCalls implements MessageGate {
  readonly #turns: SocketTurns | undefined;
  #isJudging = false;
  #judged: ObservedTurn | undefined;

  constructor(
    url: URL,
    connected: LlmContext | undefined,
    private readonly tools: ClientTools,
    /** Gives the client a frame as if the server had sent it. */
    private readonly answer: (frame: Buffer) => void,
  ) {
    this.#turns = turnsOfSocket(url, (request) => {
      const turn = new ObservedTurn(url, request, tools, connected);
      if (this.#isJudging) this.#judged = turn;
      else turn.open();
      return turn;
    });
  }

  get isActive(): boolean {
    return this.tools.gated.isActive;
  }

  see(message: string): void {
    this.tools.quietly(() => this.#turns?.sent(message));
  }

  judge(message: string): Promise<void> | undefined {
    this.#isJudging = true;
    this.see(message);
    const turn = this.#judged;
    this.#isJudging = false;
    this.#judged = undefined;
    return turn?.admit()?.catch((error: unknown) => this.#refuse(turn, error as Error));
  }

  received(message: string): void {
    this.#turns?.received(message);
  }

  closed(error: unknown): void {
    this.#turns?.closed(error);
  }

  #refuse(turn: ObservedTurn, error: Error): never {
    turn.refuse(error);
    this.tools.quietly(() => {
      const refusal = this.#turns?.refused(turn, error.message);
      if (refusal === undefined) return;
      this.answer(
        'event' in refusal ? textFrame(JSON.stringify(refusal.event)) : closeFrame(refusal.closeCode, error.message),
      );
    });
    throw error;
  }
}
