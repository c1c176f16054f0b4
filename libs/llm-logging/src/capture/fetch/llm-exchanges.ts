import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable } from '@nestjs/common';
import { LlmContextService } from '../../context/llm-context.service.js';
import { asksModel, endpointOf, isProviderHost, type LlmEndpoint } from 'llm-exchange/apis';
import { asksInBackground, fetchedAt, readLlmRequest } from 'llm-exchange/exchange';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../../options/tokens.js';
import { BoundedMap } from '../../recording/bounded-map.js';
import type { LlmBudgetCall } from '../../options/budgets.options.js';
import { GatedCalls } from '../gated-calls.js';
import { LlmCallRecorder } from '../../recording/llm-call-recorder.js';
import { FetchedAnswers } from './fetched-answers.js';
import { askedCall, type AskedExchange } from './asked-exchange.js';
import { HttpExchange, type ExchangeSettings } from './http-exchange.js';
import type { ObservedExchange } from './observed-exchange.js';
import type { SentRequest } from './sent-request.js';
import { requestKey, RetriedCalls, type RetriedCall } from './retried-calls.js';
import { TokenCounter } from './token-counter.js';

/** The header that names the model to Vercel's gateway. */
const MODEL_HEADERS = ['ai-language-model-id', 'ai-embedding-model-id', 'ai-model-id'] as const;

/** Hosts whose answer to "is it a provider?" is remembered at most. */
const MAX_HOSTS = 1_000;

/** Makes exchanges of the requests that clients send to providers. */
@Injectable()
export class LlmExchanges {
  /** The address of the request that is observed already, where several observers lie behind one another. */
  readonly #observed = new AsyncLocalStorage<string>();
  readonly #known = new BoundedMap<string, boolean>(MAX_HOSTS);
  readonly #retries = new RetriedCalls();
  readonly #options: ResolvedOptions['capture'];
  readonly #settings: ExchangeSettings;
  readonly #fetched: FetchedAnswers;

  constructor(
    private readonly recorder: LlmCallRecorder,
    private readonly contexts: LlmContextService,
    private readonly gated: GatedCalls,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
    private readonly counter: TokenCounter,
  ) {
    this.#options = options.capture;
    this.#settings = {
      maxTextBytes: options.capture.maxPayloadBytes,
      counter,
      quietly: (step) => recorder.quietly(step),
    };
    this.#fetched = new FetchedAnswers(recorder, contexts, gated, this.#settings);
  }

  /** Somebody is about to send requests that are recorded. */
  prepare(): void {
    void this.counter.load();
  }

  /** Whether an address is that of a provider, known or named in `capture.hosts`. */
  isKnown(url: URL): boolean {
    const { host } = url;
    const known = this.#known.get(host);
    if (known !== undefined) return known;
    const isKnown = isProviderHost(url) || this.#providerAt(url) !== undefined;
    this.#known.set(host, isKnown);
    return isKnown;
  }

  /** Runs what sends the observed request to `url`. */
  observing<T>(url: URL, send: () => T): T {
    return this.#observed.run(url.href, send);
  }

  /** The address of the observed request that this code runs in, if any. */
  get observed(): string | undefined {
    return this.#observed.getStore();
  }

  /** The exchange of a request with this body; undefined for what asks no model, and gets nothing that one has answered. */
  open(sent: SentRequest, body: unknown, text: string): ObservedExchange | undefined {
    const fetched = fetchedAt(sent.url);
    if (sent.isGet || fetched?.kind === 'batch')
      return fetched && this.#fetched.open(sent, fetched, this.#asked(sent, undefined));
    const asked = this.#asked(sent, body);
    if (!asksModel(sent.url, asked.endpoint, body)) return void sent.reservation?.cancel();
    return asksInBackground(asked.endpoint.api, body)
      ? this.#fetched.defer(sent, asked)
      : this.#open(sent, asked, text);
  }

  #open(sent: SentRequest, asked: AskedExchange, text: string): HttpExchange {
    const context = this.contexts.current();
    const key = (): string => requestKey(context?.parentCallId ?? context?.traceId ?? '', sent.url, text);
    const earlier = text === '' ? undefined : this.#retries.take(key);
    const start = askedCall(asked);
    const endEarly = (anyway: boolean): void => exchange.endEarly(anyway);
    const call =
      earlier === undefined
        ? this.recorder.openExchange(start, sent.via, endEarly)
        : this.recorder.reopenExchange(earlier.id, start, sent.via, endEarly);
    if (sent.reservation !== undefined) this.gated.bind(call.id, sent.reservation);
    const retried: RetriedCall = {
      id: call.id,
      clock: earlier?.clock ?? sent.clock,
      attempts: (earlier?.attempts ?? 0) + 1,
      failures: earlier?.failures ?? [],
    };
    const whenFailed = (): void => {
      if (text !== '') this.#retries.remember(key(), retried, () => exchange.end());
    };
    const exchange = new HttpExchange(asked, call, retried, whenFailed, this.#settings);
    call.begin(retried.clock);
    return exchange;
  }

  #asked(sent: SentRequest, body: unknown): AskedExchange {
    const { url, startedAt, clock, signal } = sent;
    const endpoint = endpointIn(sent);
    return {
      endpoint,
      provider: this.#providerAt(url) ?? endpoint.provider,
      host: url.host,
      request: readLlmRequest(body),
      startedAt,
      clock,
      timeoutSeconds: numberOf(sent.header('x-stainless-timeout')),
      signal,
    };
  }

  /** What budgets ask of a request with this body; undefined for what asks no model. */
  asked(request: Pick<SentRequest, 'url' | 'header'>, body: unknown): LlmBudgetCall | undefined {
    const { url } = request;
    const endpoint = endpointIn(request);
    if (!asksModel(url, endpoint, body)) return undefined;
    const { requestModel, maxTokens, prompt, systemPrompt } = readLlmRequest(body);
    return {
      ...this.contexts.current(),
      provider: this.#providerAt(url) ?? endpoint.provider ?? undefined,
      model: requestModel ?? endpoint.model ?? undefined,
      maxTokens: maxTokens ?? undefined,
      promptLength: (prompt?.length ?? 0) + (systemPrompt?.length ?? 0),
    };
  }

  #providerAt({ host, hostname }: URL): string | undefined {
    const { hosts } = this.#options;
    return Object.hasOwn(hosts, host) ? hosts[host] : Object.hasOwn(hosts, hostname) ? hosts[hostname] : undefined;
  }
}

function endpointIn(sent: Pick<SentRequest, 'url' | 'header'>): LlmEndpoint {
  const address = endpointOf(sent.url);
  return { ...address, model: address.model ?? modelIn(sent) };
}

function modelIn(sent: Pick<SentRequest, 'header'>): string | null {
  return MODEL_HEADERS.map((name) => sent.header(name)).find((model) => model !== null) ?? null;
}

function numberOf(header: string | null): number | null {
  return header === null || !Number.isFinite(Number(header)) ? null : Number(header);
}
