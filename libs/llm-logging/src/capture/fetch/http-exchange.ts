import { LlmCallStatus } from 'llm-exchange/call';
import {
  type BackgroundAnswer,
  estimatedUsage,
  joinExchange,
  LlmAnswerReader,
  type ParsedLlmExchange,
} from 'llm-exchange/exchange';
import type { Json } from 'llm-exchange/reading';
import { readFailure } from '../../recording/thrown-error.js';
import { audioOf, membersOf } from '../../recording/answer-members.js';
import type { LlmCallOutcome } from '../../recording/calls.js';
import { AbortWatch } from './abort-watch.js';
import { headerOf, requestIdOf, retryAfterMsOf, tierOf } from './answer-headers.js';
import type { AskedExchange } from './asked-exchange.js';
import type { RetriedCall } from './retried-calls.js';
import type { TokenCounter } from './token-counter.js';
import type { ExchangeCall } from './exchange-call.js';
import type { AnswerHead, ObservedExchange } from './observed-exchange.js';

/** How long the body of a failed answer may stay unread before the call ends without it: many throw on the status alone. */
const ERROR_BODY_PATIENCE_MS = 1_000;

export interface ExchangeSettings {
  readonly maxTextBytes: number;
  readonly counter: TokenCounter;
  /** The answer is one that is made in the background. */
  inBackground?(answer: BackgroundAnswer): void;
  /** Runs a step of the log's own, whose failure is nobody else's. */
  quietly(step: () => void): void;
}

/**
 * One exchange from the request that was sent to the last byte of its answer. None of its methods throws.
 *
 * | state    | `answered`                             | `chunk`, `event`                                 | `end`, `fail`, `cancel` | `endEarly`: the call around it ends            |
 * | -------- | -------------------------------------- | ------------------------------------------------ | ----------------------- | -------------------------------------------- |
 * | sent     | → answered; 400 or more: over after 1 s | –                                                | → over                  | stays                                        |
 * | answered | stays                                  | read; the last of the answer, or a body: → over  | → over                  | → over, where what was read is all, or enough |
 * | over     | –                                      | –                                                | –                       | –                                            |
 */
export class HttpExchange implements ObservedExchange {
  #answer: LlmAnswerReader | undefined;
  #response: AnswerHead | undefined;
  #unread: NodeJS.Timeout | undefined;
  #isOver = false;
  #isNamed = false;
  readonly #abort: AbortWatch;

  constructor(
    private readonly asked: AskedExchange,
    private readonly call: ExchangeCall,
    private readonly retried: RetriedCall,
    /** It failed, so that it may be sent again; reported as soon as that is known. */
    private readonly whenFailed: () => void,
    private readonly settings: ExchangeSettings,
  ) {
    this.#abort = new AbortWatch(asked.signal);
  }

  /** Sends its request: spans of the transport are inside that of the call. */
  send<T>(work: () => T): T {
    try {
      return this.call.send === undefined ? work() : this.call.send(work);
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  /** The head of the answer is here. */
  answered(response: AnswerHead): void {
    this.#response = response;
    const { status = 200 } = response;
    const answer = { status, contentType: headerOf(response, 'content-type'), api: this.asked.endpoint.api };
    this.#answer = new LlmAnswerReader(answer, this.settings);
    if (status < 400) return;
    this.#unread = setTimeout(() => this.end(), ERROR_BODY_PATIENCE_MS).unref();
    this.whenFailed();
  }

  chunk(bytes: unknown): void {
    this.settings.quietly(() => this.#push(bytes as Uint8Array));
  }

  /** An event of an answer that comes by a socket. */
  event(event: Json): void {
    this.settings.quietly(() => {
      if (this.#isOver || this.#answer === undefined) return;
      if (this.#answer.pushEvent(event)) this.call.firstContent();
    });
  }

  end(): void {
    this.#finish(LlmCallStatus.SUCCESS, {});
  }

  /** The answer did not come, or broke off. */
  fail(error: unknown): void {
    const { status, ...failure } = readFailure(error);
    const isTimeout = status === LlmCallStatus.CANCELLED && this.#isOutOfTime();
    this.#finish(isTimeout ? LlmCallStatus.TIMEOUT : status, failure);
  }

  /** Its reader wants no more of it; having seen the end of the answer it misses nothing. */
  cancel(reason?: unknown): void {
    if (reason instanceof Error && reason.name === 'TimeoutError') return this.fail(reason);
    this.#finish(LlmCallStatus.CANCELLED, { errorMessage: 'left before the end' });
  }

  /** Ends it with what was read so far, if that is all of the answer, or `anyway` any of it. */
  endEarly(anyway: boolean): void {
    if (this.#isOver) return;
    const soFar = this.#answer?.soFar;
    if ((this.#response?.status ?? 0) >= 400) this.end();
    else if (soFar?.finishReason || (anyway && soFar?.response)) this.cancel();
  }

  #push(bytes: Uint8Array): void {
    if (this.#isOver || this.#answer === undefined) return;
    clearTimeout(this.#unread);
    const hasContent = this.#answer.push(bytes);
    this.#name(this.#answer.background);
    if (hasContent) this.call.firstContent();
    if (this.#answer.isComplete) this.end();
  }

  #isOutOfTime(): boolean {
    const { timeoutSeconds, clock } = this.asked;
    const isOver = timeoutSeconds !== null && performance.now() - clock >= timeoutSeconds * 1_000;
    return isOver || this.#abort.isByTimer;
  }

  #name(answer: BackgroundAnswer | null | undefined): void {
    if (!answer || this.#isNamed) return;
    this.#isNamed = true;
    this.settings.inBackground?.(answer);
  }

  #finish(status: Exclude<LlmCallStatus, LlmCallStatus.PENDING>, failure: object): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#unread);
    this.#abort.stop();
    this.settings.quietly(() => this.#record(status, failure));
  }

  #record(status: Exclude<LlmCallStatus, LlmCallStatus.PENDING>, failure: object): void {
    const answer = this.#answer?.read();
    // A stream that is left, of an answer that nobody can get later, is over.
    const background = this.settings.inBackground && answer?.background;
    this.#name(background);
    // Whoever gets it when it is ready ends the call.
    if (background?.isOver === false || (this.asked.isPoll && background?.isOver !== true)) return;
    const { endpoint, provider, request } = this.asked;
    const exchange = joinExchange({ endpoint, provider: provider ?? undefined, request, answer });
    const { error } = exchange;
    const isWhole = status === LlmCallStatus.CANCELLED && exchange.finishReason !== null;
    const end = error !== null ? LlmCallStatus.ERROR : isWhole ? LlmCallStatus.SUCCESS : status;
    const reported = error !== null ? this.#errorOf(error) : isWhole ? {} : failure;
    const isFailed = end !== LlmCallStatus.SUCCESS;
    const estimate = this.#estimate(exchange);
    // Who takes a call back does not send it again: the next like it is another.
    if (isFailed && end !== LlmCallStatus.CANCELLED) this.whenFailed();
    if (isFailed) this.retried.failures.push({ at: this.asked.startedAt.toISOString(), status: end, ...reported });
    this.call.finish(end, {
      ...membersOf(exchange),
      serviceTier: exchange.serviceTier ?? tierOf(this.#response),
      ...estimate,
      ...reported,
      attempts: this.retried.attempts,
      metadata: { ...audioOf(exchange), ...this.#metadata(isFailed), ...(estimate && { tokensEstimated: true }) },
    });
  }

  /** For streams whose provider does not count. */
  #estimate(exchange: ParsedLlmExchange): ReturnType<typeof estimatedUsage> {
    const { count } = this.settings.counter;
    return count === undefined || !this.#answer?.isStream ? null : estimatedUsage(exchange, count);
  }

  #errorOf({ message, type, code }: NonNullable<ParsedLlmExchange['error']>): LlmCallOutcome & object {
    const { status = 200 } = this.#response ?? {};
    const errorCode = status >= 400 ? String(status) : code;
    return { errorMessage: message, errorType: type ?? code, errorCode } as object;
  }

  #metadata(isFailed: boolean): Record<string, unknown> {
    const metadata: Record<string, unknown> = {};
    const id = requestIdOf(this.#response);
    if (id) metadata['providerRequestId'] = id;
    const earlier = this.retried.failures.slice(0, this.retried.attempts - 1);
    if (earlier.length > 0) metadata['retries'] = earlier;
    const retryAfterMs = isFailed ? retryAfterMsOf(this.#response) : null;
    if (retryAfterMs !== null) metadata['retryAfterMs'] = retryAfterMs;
    return metadata;
  }
}
