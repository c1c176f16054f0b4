import type { ClientExchange } from './client-exchange.js';

/** A request whose body is written: of `node:http` or of `node:http2`. */
interface WrittenRequest {
  readonly destroyed: boolean;
  destroy(error: Error): unknown;
}

/** A call of `write` or `end` that waits. */
interface Step {
  readonly args: readonly unknown[];
  readonly run: () => unknown;
}

/**
 * The body of a request on its way out. While budgets block, it is kept until they let the request through: nothing of it is sent before.
 * A request that they refuse is destroyed with their error, as if its connection had failed.
 *
 * | state     | `write` and `end` | left by                                                  |
 * | --------- | ----------------- | -------------------------------------------------------- |
 * | `waiting` | wait              | `end`, or a body that is too long to be read: `asking`   |
 * | `asking`  | wait              | the budgets: `open` or `refused`                         |
 * | `open`    | run               |                                                          |
 * | `refused` | are dropped       |                                                          |
 */
export class OutgoingBody {
  #state: 'waiting' | 'asking' | 'open' | 'refused';
  #steps: Step[] = [];

  constructor(
    private readonly request: WrittenRequest,
    private readonly exchange: ClientExchange,
  ) {
    this.#state = exchange.isGated ? 'waiting' : 'open';
  }

  write(args: readonly unknown[], run: () => unknown): unknown {
    this.exchange.ask(args[0], args[1]);
    if (this.#state === 'open') return run();
    this.#steps.push({ args, run });
    if (this.exchange.isTooLong) this.#ask();
    // There is room for more: without this a pipe would wait for an event that does not come.
    return true;
  }

  end(args: readonly unknown[], run: () => unknown): unknown {
    this.exchange.ask(args[0], args[1]);
    if (this.#state !== 'open') {
      this.#steps.push({ args, run });
      return this.#ask();
    }
    this.exchange.asked();
    return run();
  }

  #ask(): unknown {
    if (this.#state !== 'waiting') return this.request;
    this.#state = 'asking';
    const admitted = this.exchange.admit();
    if (admitted === undefined) return this.#release();
    admitted.then(() => this.#release()).catch((error: unknown) => this.#refuse(error as Error));
    return this.request;
  }

  #release(): unknown {
    const steps = this.#steps;
    this.#steps = [];
    this.#state = 'open';
    if (this.request.destroyed) return this.request;
    this.exchange.asked();
    let result: unknown = this.request;
    for (const { run } of steps) result = run();
    return result;
  }

  #refuse(error: Error): void {
    this.#state = 'refused';
    for (const { args } of this.#steps) {
      const done = args.at(-1);
      if (typeof done === 'function') process.nextTick(done as (error: Error) => void, error);
    }
    this.#steps = [];
    this.request.destroy(error);
  }
}
