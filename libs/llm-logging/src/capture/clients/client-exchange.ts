import { AsyncLocalStorage } from 'node:async_hooks';
import { LlmContextService } from '../../context/llm-context.service.js';
import { attempt } from 'llm-exchange/reading';
import type { AnswerHead, ObservedExchange } from '../fetch/observed-exchange.js';
import type { LlmExchanges } from '../fetch/llm-exchanges.js';
import type { Reservation } from '../../budgets/reservation.js';
import type { SentRequest } from '../fetch/sent-request.js';
import { LlmBudgetExceededError } from '../../errors.js';
import type { LlmBudgetCall } from '../../options/budgets.options.js';
import type { GatedCalls } from '../gated-calls.js';
import { DecodedBody } from './decoded-body.js';
import { readFormBody } from './form-body.js';

/** Bodies longer than this are not read: what they ask is left out. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** What a client exchange needs of the log. */
export interface ClientTools {
  readonly exchanges: LlmExchanges;
  readonly contexts: LlmContextService;
  readonly gated: GatedCalls;
  /** Runs a step of the log's own, whose failure is nobody else's. */
  quietly(step: () => void): void;
}

/** One exchange, from the pieces that a client writes to those that it receives. None of its methods throws. */
export class ClientExchange {
  /** Its sender's context: what its socket does runs in any. */
  readonly #inContext = AsyncLocalStorage.snapshot();
  #asked: Buffer[] = [];
  #askedBytes = 0;
  #opened: { exchange: ObservedExchange | undefined } | undefined;
  #encoded: DecodedBody | undefined;
  #sent: SentRequest;

  constructor(
    sent: SentRequest,
    private readonly tools: ClientTools,
  ) {
    this.#sent = sent;
  }

  /** Whether budgets are asked before it is sent. */
  get isGated(): boolean {
    return this.tools.gated.isActive && !this.#sent.isGet;
  }

  /** What it asks is not read any more. */
  get isTooLong(): boolean {
    return this.#askedBytes > MAX_BODY_BYTES;
  }

  /**
   * Asks budgets about a request with this body: by default what was written so far. Undefined where they let it through at once.
   * Rejects with LlmBudgetExceededError alone; the call is recorded then.
   */
  admit(body: Uint8Array = Buffer.concat(this.#asked)): Promise<void> | undefined {
    const admitted = this.#inContext(() => {
      const asked = this.#askedOf(body);
      return asked && this.tools.gated.admit(asked);
    });
    if (!(admitted instanceof Promise)) return this.#admitted(admitted);
    const refused = (error: unknown): never => {
      this.#asked = [Buffer.from(body)];
      this.fail(error);
      throw error;
    };
    return admitted.then((reservation) => this.#admitted(reservation), refused);
  }

  /** The same for a request that cannot wait and whose body is not known: what is not known to be past the limit is let through. */
  admitNow(refuse: (error: LlmBudgetExceededError) => void): void {
    this.#inContext(() => {
      const asked = this.#askedOf(new Uint8Array());
      const admitted = asked && this.tools.gated.admitNow(asked);
      if (admitted instanceof LlmBudgetExceededError) refuse(admitted);
      else this.#admitted(admitted);
    });
  }

  /** A piece of the request. */
  ask(piece: unknown, encoding?: unknown): void {
    this.tools.quietly(() => {
      const bytes = bytesOf(piece, encoding);
      if (bytes === undefined || this.#opened !== undefined) return;
      this.#askedBytes += bytes.byteLength;
      // A copy: whoever wrote it may use its memory again.
      if (this.#askedBytes <= MAX_BODY_BYTES) this.#asked.push(Buffer.from(bytes));
      else this.#asked = [];
    });
  }

  /** The request is sent whole. */
  asked(): void {
    this.#exchange();
  }

  /** The head of the answer is here. */
  answered(head: AnswerHead): void {
    this.tools.quietly(() => {
      const encoding = head.header('content-encoding');
      if (DecodedBody.isNeededFor(encoding)) this.#encoded = new DecodedBody(encoding);
      this.#exchange()?.answered(head);
    });
  }

  answer(piece: unknown): void {
    this.tools.quietly(() => {
      const bytes = bytesOf(piece);
      if (bytes === undefined || bytes.byteLength === 0) return;
      if (this.#encoded === undefined) this.#exchange()?.chunk(bytes);
      else this.#encoded.push(bytes);
    });
  }

  end(): void {
    this.#decode();
    this.#exchange()?.end();
  }

  fail(error: unknown): void {
    this.#decode();
    this.#exchange()?.fail(error);
  }

  /** Its client wants no more of it. */
  cancel(): void {
    this.#decode();
    this.#exchange()?.cancel();
  }

  #askedOf(body: Uint8Array): LlmBudgetCall | undefined {
    return attempt(() => this.tools.exchanges.asked(this.#sent, this.#read(body).body));
  }

  /** Its time begins now. Who gave it up meanwhile reserves nothing. */
  #admitted(reservation: Reservation | undefined): undefined {
    if (this.#opened !== undefined) reservation?.cancel();
    else this.#sent = { ...this.#sent, reservation, startedAt: new Date(), clock: performance.now() };
  }

  #decode(): void {
    const encoded = this.#encoded;
    this.#encoded = undefined;
    if (encoded === undefined) return;
    this.tools.quietly(() => {
      const bytes = encoded.decoded();
      if (bytes !== undefined) this.#exchange()?.chunk(bytes);
    });
  }

  /** Opened when the request is whole, or its answer begins before. */
  #exchange(): ObservedExchange | undefined {
    if (this.#opened !== undefined) return this.#opened.exchange;
    this.#opened = { exchange: undefined };
    this.#inContext(() => this.tools.quietly(() => (this.#opened = { exchange: this.#open() })));
    return this.#opened.exchange;
  }

  #open(): ObservedExchange | undefined {
    const asked = Buffer.concat(this.#asked);
    this.#asked = [];
    const { body, text } = this.#read(asked);
    return this.tools.exchanges.open(this.#sent, body, text);
  }

  #read(bytes: Uint8Array): { body: unknown; text: string } {
    const asked = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const form = readFormBody(asked, this.#sent.header('content-type'));
    if (form !== undefined) return { body: form, text: '' };
    const text = asked.toString();
    return { body: attempt(() => JSON.parse(text) as unknown), text };
  }
}

function bytesOf(piece: unknown, encoding?: unknown): Buffer | undefined {
  if (typeof piece === 'string')
    return Buffer.from(piece, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  return ArrayBuffer.isView(piece) ? Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength) : undefined;
}
