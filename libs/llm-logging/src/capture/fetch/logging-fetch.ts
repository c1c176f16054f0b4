import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable } from '@nestjs/common';
import { LlmContextService } from '../../context/llm-context.service.js';
import { endpointOf, isProviderHost } from '../../exchange/endpoint.js';
import type { CountTokens } from '../../exchange/estimated-usage.js';
import { attempt } from '../../exchange/reading/json-reading.js';
import { readLlmRequest } from '../../exchange/request-reading.js';
import type { ResolvedOptions } from '../../llm-logging.resolved-options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../../llm-logging.tokens.js';
import { LlmCallRecorder } from '../llm-call-recorder.js';
import { GlobalFetch, type FetchObserver } from './global-fetch.js';
import { askedCall, HttpExchange, type AskedExchange } from './http-exchange.js';
import { asksModel, bodyText, formFields, outgoingRequest, type OutgoingRequest } from './outgoing-request.js';
import { requestKey, RetriedCalls, type RetriedCall } from './retried-calls.js';
import { TOKEN_COUNTER } from './token-counter.js';
import { isWatchable, watchResponse } from './watched-response.js';

type Fetch = typeof globalThis.fetch;

/** Addresses under which providers count tokens or list things: nothing is asked of a model. */
const NO_MODEL = /count[_-]?tokens$|\/tokenize$/i;

/** A request that was sent. */
interface SentRequest {
  readonly request: OutgoingRequest;
  readonly startedAt: Date;
  readonly clock: number;
}

/** Notices the exchanges with providers that pass through `fetch`. */
@Injectable()
export class LoggingFetch {
  /** Sends as `globalThis.fetch` does. Every exchange with a model is recorded, whatever its host. */
  readonly fetch: Fetch = (...args) => this.#observe((...sent) => globalThis.fetch(...sent), args);
  /** The same for the global one: known hosts only. */
  readonly #observer: FetchObserver = (next, ...args) => this.#observe(next, args, (url) => this.#isKnown(url));
  /** The address of the request that is observed already, where several observers lie behind one another. */
  readonly #observed = new AsyncLocalStorage<string>();
  readonly #retries = new RetriedCalls();
  readonly #unread = new FinalizationRegistry<HttpExchange>((exchange) => exchange.cancel());
  readonly #options: ResolvedOptions['capture'];
  readonly #isOff: boolean;

  constructor(
    private readonly recorder: LlmCallRecorder,
    private readonly contexts: LlmContextService,
    private readonly globalFetch: GlobalFetch,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
    @Inject(TOKEN_COUNTER) private readonly countTokens: CountTokens | undefined,
  ) {
    this.#options = options.capture;
    this.#isOff = !options.enabled;
    if (this.#options.fetch) this.globalFetch.observe(this.#observer);
    else this.globalFetch.leave();
  }

  /** Sends as `fetch` does, and records as {@link fetch}. It is the function that it was in all else: its `this`, its name and members. */
  wrap(fetch: Fetch): Fetch {
    return new Proxy(fetch, {
      apply: (target, self, args: Parameters<Fetch>) =>
        this.#observe((...sent) => Reflect.apply(target, self, sent), args),
    });
  }

  /** The application stops: `globalThis.fetch` is the one it was. */
  close(): void {
    this.globalFetch.leave(this.#observer);
  }

  #isKnown(url: URL): boolean {
    return isProviderHost(url) || this.#providerAt(url) !== undefined;
  }

  #providerAt({ host, hostname }: URL): string | undefined {
    const { hosts } = this.#options;
    return Object.hasOwn(hosts, host) ? hosts[host] : Object.hasOwn(hosts, hostname) ? hosts[hostname] : undefined;
  }

  #observe(next: Fetch, args: Parameters<Fetch>, isKnown: (url: URL) => boolean = () => true): Promise<Response> {
    if (this.#isOff) return next(...args);
    const request = attempt(() => outgoingRequest(...args));
    if (request === undefined || !isKnown(request.url) || this.#observed.getStore() === request.url.href)
      return next(...args);
    const sent: SentRequest = { request, startedAt: new Date(), clock: performance.now() };
    // A stand-in of a test may give its answer at once.
    const answer = Promise.resolve(this.#observed.run(request.url.href, () => next(...args)));
    const exchange = this.#exchange(sent);
    return answer.then(
      (response) => this.#answered(exchange(), response),
      (error: unknown) => {
        exchange()?.fail(error);
        throw error;
      },
    );
  }

  /** Opens the exchange as soon as its body can be read: at once as a rule, and not later than it is asked for. */
  #exchange(sent: SentRequest): () => HttpExchange | undefined {
    let opened: { exchange: HttpExchange | undefined } | undefined;
    const context = this.contexts.current();
    const open = (body: unknown, text: string): HttpExchange | undefined => {
      if (opened !== undefined) return opened.exchange;
      opened = { exchange: undefined };
      const make = (): void => this.recorder.quietly(() => (opened = { exchange: this.#open(sent, body, text) }));
      if (context === undefined) make();
      else this.contexts.enter(context, make);
      return opened.exchange;
    };
    const text = attempt(() => bodyText(sent.request.body));
    if (text === undefined)
      open(
        attempt(() => formFields(sent.request.body)),
        '',
      );
    else if (typeof text === 'string') open(parsed(text), text);
    else void text.then((read) => open(parsed(read), read)).catch(() => undefined);
    return () => open(undefined, '');
  }

  /** Undefined for what asks no model. */
  #open({ request, startedAt, clock }: SentRequest, body: unknown, text: string): HttpExchange | undefined {
    const { url } = request;
    const endpoint = endpointOf(url);
    if (NO_MODEL.test(url.pathname) || (endpoint.api === null && !asksModel(body))) return undefined;
    const asked: AskedExchange = {
      endpoint,
      provider: this.#providerAt(url) ?? endpoint.provider,
      host: url.host,
      request: readLlmRequest(body),
      startedAt,
      clock,
      timeoutSeconds: numberOf(request.header('x-stainless-timeout')),
      signal: request.signal,
    };
    const context = this.contexts.current();
    const key = (): string => requestKey(context?.parentCallId ?? context?.traceId ?? '', url, text);
    const earlier = text === '' ? undefined : this.#retries.take(key);
    const told = askedCall(asked);
    const settle = (anyway: boolean): void => exchange.settle(anyway);
    const call =
      earlier === undefined
        ? this.recorder.openExchange(told, 'fetch', settle)
        : this.recorder.reopenExchange(earlier.id, told, 'fetch', settle);
    const retried: RetriedCall = {
      id: call.id,
      clock: earlier?.clock ?? clock,
      attempts: (earlier?.attempts ?? 0) + 1,
      failures: earlier?.failures ?? [],
    };
    const whenFailed = (): void => {
      if (text !== '') this.#retries.remember(key(), retried, () => exchange.end());
    };
    const exchange = new HttpExchange(asked, call, retried, whenFailed, {
      maxTextBytes: this.#options.maxPayloadBytes,
      countTokens: this.countTokens,
      quietly: (step) => this.recorder.quietly(step),
    });
    call.begin(retried.clock);
    return exchange;
  }

  /** The response as its caller gets it. Never throws. */
  #answered(exchange: HttpExchange | undefined, response: Response): Response {
    if (exchange === undefined) return response;
    let given = response;
    this.recorder.quietly(() => {
      exchange.answered(response);
      if (!isWatchable(response)) return exchange.end();
      const { watched, body } = watchResponse(response, exchange);
      this.#unread.register(body, exchange);
      given = watched;
    });
    return given;
  }
}

function parsed(text: string): unknown {
  return attempt(() => JSON.parse(text) as unknown);
}

function numberOf(header: string | null): number | null {
  return header === null || !Number.isFinite(Number(header)) ? null : Number(header);
}
