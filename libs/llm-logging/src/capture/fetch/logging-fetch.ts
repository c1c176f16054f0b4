import { Inject, Injectable } from '@nestjs/common';
import { LlmContextService } from '../../context/llm-context.service.js';
import { attempt } from 'llm-exchange/reading';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../../options/tokens.js';
import type { Reservation } from '../../budgets/reservation.js';
import { GatedCalls } from '../gated-calls.js';
import { LlmCallRecorder } from '../../recording/llm-call-recorder.js';
import { GlobalFetch, type FetchObserver } from './global-fetch.js';
import type { AnswerHead, ObservedExchange } from './observed-exchange.js';
import { LlmExchanges } from './llm-exchanges.js';
import type { SentRequest } from './sent-request.js';
import { bodyText, formFields, outgoingRequest, type OutgoingRequest } from './outgoing-request.js';
import { nodeBodyOf, watchNodeBody } from './watched-node-body.js';
import { isWatchable, watchResponse } from './watched-response.js';

/** Of a body, as far as it can be read without sending it. */
type BodyText = string | Promise<string> | undefined;

type Fetch = typeof globalThis.fetch;

/** Notices the exchanges with providers that pass through `fetch`. */
@Injectable()
export class LoggingFetch {
  readonly #fetch: Fetch = (...args) => this.#observe((...sent) => globalThis.fetch(...sent), args);
  /** The same for the global one: known hosts only. */
  readonly #observer: FetchObserver = (next, ...args) =>
    this.#observe(next, args, (url) => this.exchanges.isKnown(url));
  readonly #unread = new FinalizationRegistry<ObservedExchange>((exchange) => exchange.cancel());
  readonly #isOff: boolean;

  constructor(
    private readonly recorder: LlmCallRecorder,
    private readonly contexts: LlmContextService,
    private readonly globalFetch: GlobalFetch,
    private readonly gated: GatedCalls,
    private readonly exchanges: LlmExchanges,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) { capture, enabled }: ResolvedOptions,
  ) {
    this.#isOff = !enabled;
    if (capture.fetch) this.globalFetch.observe(this.#observer);
    else this.globalFetch.leave();
  }

  /** Sends as `globalThis.fetch` does. Every exchange with a model is recorded, whatever its host. */
  get fetch(): Fetch {
    this.#prepare();
    return this.#fetch;
  }

  /** Sends as `fetch` does, and records as {@link fetch}. It is the function that it was in all else: its `this`, its name and members. */
  wrap(fetch: Fetch): Fetch {
    this.#prepare();
    return new Proxy(fetch, {
      apply: (target, self, args: Parameters<Fetch>) =>
        this.#observe((...sent) => Reflect.apply(target, self, sent), args),
    });
  }

  /** The application stops: `globalThis.fetch` is the one it was. */
  close(): void {
    this.globalFetch.leave(this.#observer);
  }

  #prepare(): void {
    if (!this.#isOff) this.exchanges.prepare();
  }

  #observe(next: Fetch, args: Parameters<Fetch>, isKnown: (url: URL) => boolean = () => true): Promise<Response> {
    if (this.#isOff) return next(...args);
    const request = attempt(() => outgoingRequest(...args));
    if (request === undefined || !isKnown(request.url) || this.exchanges.observed === request.url.href)
      return next(...args);
    const text = attempt(() => bodyText(request.body));
    const send = (reservation?: Reservation): Promise<Response> =>
      this.#send(next, args, request, text, sentOf(request, reservation));
    return this.gated.isActive && !request.isGet ? this.#gate(request, text, send) : send();
  }

  /** Sends what budgets let through. What they refuse is recorded as what it would have been. */
  #gate(
    request: OutgoingRequest,
    text: BodyText,
    send: (reservation?: Reservation) => Promise<Response>,
  ): Promise<Response> {
    if (text instanceof Promise)
      return text.then(
        (read) => this.#gate(request, read, send),
        () => this.#gate(request, undefined, send),
      );
    const asked = attempt(() => this.exchanges.asked(request, text === undefined ? undefined : parsed(text)));
    const admitted = asked === undefined ? undefined : this.gated.admit(asked);
    if (!(admitted instanceof Promise)) return send(admitted);
    return admitted.then(send, (error: unknown) => {
      this.#exchange(sentOf(request), request, text)()?.fail(error);
      throw error;
    });
  }

  #send(
    next: Fetch,
    args: Parameters<Fetch>,
    request: OutgoingRequest,
    text: BodyText,
    sent: SentRequest,
  ): Promise<Response> {
    const { url } = request;
    const send = (): Promise<Response> => this.exchanges.observing(url, () => next(...args));
    // As a rule nothing is done before it is sent; but a span of the call has to be there first.
    const first =
      this.recorder.isFollowed && (text === undefined || typeof text === 'string')
        ? this.#exchange(sent, request, text)
        : undefined;
    const opened = first?.();
    // A stand-in of a test may give its answer at once.
    const answer = Promise.resolve(opened?.send === undefined ? send() : opened.send(send));
    const exchange = first ?? this.#exchange(sent, request, text);
    return answer.then(
      (response) => this.#answered(exchange(), response),
      (error: unknown) => {
        exchange()?.fail(error);
        throw error;
      },
    );
  }

  /** Opens the exchange as soon as its body can be read: at once as a rule, and not later than it is asked for. */
  #exchange(sent: SentRequest, { body: given }: OutgoingRequest, text: BodyText): () => ObservedExchange | undefined {
    let opened: { exchange: ObservedExchange | undefined } | undefined;
    const context = this.contexts.current();
    const open = (body: unknown, text: string): ObservedExchange | undefined => {
      if (opened !== undefined) return opened.exchange;
      opened = { exchange: undefined };
      const make = (): void =>
        this.recorder.quietly(() => (opened = { exchange: this.exchanges.open(sent, body, text) }));
      if (context === undefined) make();
      else this.contexts.enter(context, make);
      return opened.exchange;
    };
    if (text === undefined)
      open(
        attempt(() => formFields(given)),
        '',
      );
    else if (typeof text === 'string') open(parsed(text), text);
    else void text.then((read) => open(parsed(read), read)).catch(() => undefined);
    return () => open(undefined, '');
  }

  /** The response as its caller gets it. Never throws. */
  #answered(exchange: ObservedExchange | undefined, response: Response): Response {
    if (exchange === undefined) return response;
    let given = response;
    this.recorder.quietly(() => {
      exchange.answered(headOf(response));
      const nodeBody = nodeBodyOf(response);
      if (nodeBody !== undefined) return watchNodeBody(nodeBody, exchange);
      if (!isWatchable(response)) return exchange.end();
      const { watched, body } = watchResponse(response, exchange);
      this.#unread.register(body, exchange);
      given = watched;
    });
    return given;
  }
}

/** A function of its own, as it lives as long as the exchange and must not close over what the caller reads. */
function headOf({ status, headers }: Response): AnswerHead {
  return { status, header: (name) => headers.get(name) };
}

function sentOf(request: OutgoingRequest, reservation?: Reservation): SentRequest {
  const { url, signal, isGet } = request;
  const header = (name: string): string | null => request.header(name);
  return { url, signal, isGet, header, via: 'fetch', reservation, startedAt: new Date(), clock: performance.now() };
}

function parsed(text: string): unknown {
  return attempt(() => JSON.parse(text) as unknown);
}
