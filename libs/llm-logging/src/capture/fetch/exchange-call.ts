import type { LlmContextService } from '../../context/llm-context.service.js';
import type { LlmContext } from 'llm-exchange/call';
import type { OpenCall } from '../../recording/open-call.js';

/** What an exchange reports of its call. */
export type ExchangeCall = Pick<OpenCall, 'firstContent' | 'finish'> & Partial<Pick<OpenCall, 'send'>>;

/**
 * The call of an exchange whose answer may be made in the background. It is opened when the answer is called by its name, under the id that
 * follows from it: whoever gets the answer later, in whatever process, knows the call by it.
 */
export class DeferredCall implements ExchangeCall {
  #call: OpenCall | undefined;
  readonly #context: LlmContext | undefined;

  constructor(
    private readonly contexts: LlmContextService,
    /** Without an id: one of its own. */
    private readonly open: (id?: string) => OpenCall,
  ) {
    this.#context = contexts.current();
  }

  named(id: string): OpenCall {
    return this.#opened(id);
  }

  firstContent(): void {
    this.#call?.firstContent();
  }

  finish(...outcome: Parameters<OpenCall['finish']>): void {
    this.#opened().finish(...outcome);
  }

  #opened(id?: string): OpenCall {
    if (this.#call !== undefined) return this.#call;
    const open = (): OpenCall => (this.#call = this.open(id));
    return this.#context === undefined ? open() : this.contexts.enter(this.#context, open);
  }
}
