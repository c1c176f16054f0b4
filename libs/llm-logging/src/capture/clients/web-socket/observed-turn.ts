import type { LlmContext } from 'llm-exchange/call';
import { attempt, type Json } from 'llm-exchange/reading';
import type { SocketTurn } from 'llm-exchange/exchange';
import type { Reservation } from '../../../budgets/reservation.js';
import type { ObservedExchange } from '../../fetch/observed-exchange.js';
import type { ClientTools } from '../client-exchange.js';

/** The head of an answer to whom events are sent one by one. */
const EVENTS = { status: 200, header: (name: string) => (name === 'content-type' ? 'text/event-stream' : null) };

/** One call on a socket. It is recorded from `open` on. */
export class ObservedTurn implements SocketTurn {
  #exchange: ObservedExchange | undefined;
  #isOpen = false;
  readonly #context: LlmContext | undefined;

  constructor(
    private readonly url: URL,
    private readonly request: Json,
    private readonly tools: ClientTools,
    /** In which the connection was made. */
    connected: LlmContext | undefined,
  ) {
    this.#context = tools.contexts.current() ?? connected;
  }

  /** Its message is sent. */
  open(reservation?: Reservation): void {
    if (this.#isOpen) return reservation?.cancel();
    this.#isOpen = true;
    const { url } = this;
    const now = { startedAt: new Date(), clock: performance.now() };
    const sent = { ...now, url, header: () => null, via: 'client', reservation } as const;
    this.tools.quietly(() =>
      this.#inContext(() => {
        this.#exchange = this.tools.exchanges.open(sent, this.request, '');
        this.#exchange?.answered(EVENTS);
      }),
    );
  }

  /** Asks budgets, and opens it where they let it through: undefined where they do so at once. Rejects with LlmBudgetExceededError alone. */
  admit(): Promise<void> | undefined {
    const admitted = this.#inContext(() => {
      const asked = attempt(() => this.tools.exchanges.asked({ url: this.url, header: () => null }, this.request));
      return asked && this.tools.gated.admit(asked);
    });
    if (admitted instanceof Promise) return admitted.then((reservation) => this.open(reservation));
    return void this.open(admitted);
  }

  /** Budgets do not let it through. */
  refuse(error: unknown): void {
    if (this.#isOpen) return;
    this.open();
    this.#exchange?.fail(error);
  }

  push(event: Json): void {
    this.open();
    this.#exchange?.event(event);
  }

  end(): void {
    this.#exchange?.end();
  }

  breakOff(error: unknown): void {
    if (error === undefined) this.#exchange?.cancel();
    else this.#exchange?.fail(error);
  }

  #inContext<T>(work: () => T): T {
    return this.#context === undefined ? work() : this.tools.contexts.enter(this.#context, work);
  }
}
