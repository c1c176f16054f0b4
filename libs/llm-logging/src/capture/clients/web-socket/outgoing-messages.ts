import type { Duplex } from 'node:stream';
import { clientFrame } from './web-socket-frames.js';
import { WebSocketMessages, type Compression, type WebSocketMessage } from './web-socket-messages.js';

/** What decides about messages. */
export interface MessageGate {
  /** Whether messages have to wait for it. */
  readonly isActive: boolean;
  /** Sees a message that is sent whatever it asks. Never throws. */
  see(message: string): void;
  /** Sees a message; undefined where it may be sent at once. Never throws; a promise that rejects refuses it. */
  judge(message: string): Promise<void> | undefined;
}

/** A `write` that waits. */
interface Step {
  readonly args: readonly unknown[];
  readonly run: () => unknown;
}

/**
 * The messages of a WebSocket on their way out, in the writes of the package that sends them: one or several to a message. While budgets
 * block, those of a message are kept until it is whole and may be sent.
 *
 * | state    | `write`                                  | left by                                                 |
 * | -------- | ---------------------------------------- | ------------------------------------------------------- |
 * | `open`   | runs; kept while its message is not whole | a message that has to wait: `asking`                    |
 * | `asking` | waits                                    | the gate: `open`, with the message sent or dropped      |
 */
export class OutgoingMessages {
  #state: 'open' | 'asking' = 'open';
  #kept: Step[] = [];
  #waiting: Step[] = [];
  #whole: WebSocketMessage[] = [];
  /** A compressed message was dropped: what later ones refer to is not known to the server, so that they are sent as they are. */
  #isPlain = false;
  readonly #messages: WebSocketMessages;
  /** As it was before anybody looked at it. */
  readonly #write: (bytes: Uint8Array, done?: unknown) => unknown;

  constructor(
    private readonly socket: Duplex,
    private readonly compression: Compression | undefined,
    private readonly gate: MessageGate,
    private readonly quietly: (step: () => void) => void,
  ) {
    this.#messages = new WebSocketMessages(compression, (message) => this.#whole.push(message));
    this.#write = socket.write.bind(socket) as (bytes: Uint8Array, done?: unknown) => unknown;
  }

  write(args: readonly unknown[], run: () => unknown): unknown {
    if (this.#state === 'open') return this.#take({ args, run });
    this.#waiting.push({ args, run });
    return true;
  }

  #take(step: Step): unknown {
    const [bytes] = step.args;
    const isKept = this.#kept.length > 0 || this.gate.isActive || this.#isPlain;
    if (bytes instanceof Uint8Array) this.quietly(() => this.#messages.push(bytes));
    const whole = this.#whole;
    this.#whole = [];
    if (!isKept) {
      for (const message of whole) this.gate.see(textOf(message));
      return step.run();
    }
    this.#kept.push(step);
    // There is room for more: who sends waits for nothing.
    return this.#messages.isWithin ? true : this.#decide(whole);
  }

  /** Where one write has several messages, none of them can be taken out. */
  #decide(whole: readonly WebSocketMessage[]): unknown {
    const steps = this.#kept;
    this.#kept = [];
    const [message, ...others] = whole;
    if (message === undefined || others.length > 0 || !this.gate.isActive) {
      for (const each of whole) this.gate.see(textOf(each));
      return this.#send(steps, whole);
    }
    const judged = this.gate.judge(textOf(message));
    if (judged === undefined) return this.#send(steps, whole);
    this.#state = 'asking';
    judged
      .then(() => this.#send(steps, whole))
      .catch((error: unknown) => this.#drop(steps, message, error))
      .finally(() => this.#goOn());
    return true;
  }

  #send(steps: readonly Step[], whole: readonly WebSocketMessage[]): unknown {
    if (this.#state === 'asking' && this.socket.writableEnded)
      return this.#fail(steps, new Error('The socket has ended.'));
    let result: unknown = true;
    if (!this.#isPlain || !whole.some(({ isCompressed }) => isCompressed)) {
      for (const { run } of steps) result = run();
      return result;
    }
    for (const { opcode, bytes } of whole) result = this.#write(clientFrame(opcode, bytes), doneOf(steps));
    return result;
  }

  #drop(steps: readonly Step[], { isCompressed }: WebSocketMessage, error: unknown): void {
    if (isCompressed && this.compression?.hasContext) this.#isPlain = true;
    this.#fail(steps, error);
  }

  #fail(steps: readonly Step[], error: unknown): void {
    const done = doneOf(steps);
    if (done !== undefined) process.nextTick(done, error);
  }

  /** What waited meanwhile, until one of it has to wait again. */
  #goOn(): void {
    this.#state = 'open';
    const steps = this.#waiting;
    this.#waiting = [];
    for (const { args, run } of steps) this.write(args, run);
  }
}

function textOf({ bytes }: WebSocketMessage): string {
  return bytes.toString();
}

/** What is called once a message is on its way: given with its last write. */
function doneOf(steps: readonly Step[]): ((error: unknown) => void) | undefined {
  return steps
    .map(({ args }) => args.at(-1))
    .findLast((done): done is (error: unknown) => void => typeof done === 'function');
}
