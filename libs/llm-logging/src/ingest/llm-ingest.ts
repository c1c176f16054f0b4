import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost, type AbstractHttpAdapter } from '@nestjs/core';
import { LlmCallRecorder } from '../recording/llm-call-recorder.js';
import { CallDelivery } from '../delivery/call-delivery.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { answerRefusal, answerSuccess, isJson } from './http/answers.js';
import { IngestTokens } from './http/ingest-tokens.js';
import { readBody } from './http/read-body.js';
import { Refusal } from './http/refusal.js';
import { IngestCounters } from '../telemetry/health/ingest-counters.js';
import type { IngestSource } from './ingest-source.js';
import { LitellmReceiver } from './litellm/litellm-receiver.js';
import { KnownTraces } from './otlp/known-traces.js';
import { SpanReceiver } from './otlp/span-receiver.js';
import { readTraceRequest } from './protobuf/trace-request.js';

type Kind = 'traces' | 'ignored' | 'litellm';

/** What is sent where, under the path. Langfuse's SDKs put `/api/public/otel` before it. */
const ROUTES: Readonly<Record<string, Kind>> = {
  '/v1/traces': 'traces',
  '/v1/logs': 'ignored',
  '/v1/metrics': 'ignored',
  '/api/public/otel/v1/traces': 'traces',
  '/api/public/otel/v1/logs': 'ignored',
  '/api/public/otel/v1/metrics': 'ignored',
  '/litellm': 'litellm',
};

/** Bodies that are worked on at a time, as a multiple of the largest one. */
const MAX_AT_WORK = 4;

/**
 * Takes what other services send. It stands before the application's body parsers, guards and prefix: it reads bodies itself, bounded, and
 * knows senders by tokens of its own.
 */
@Injectable()
export class LlmIngest implements BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #options: ResolvedOptions['ingest'];
  readonly #tokens: IngestTokens;
  readonly #spans: SpanReceiver;
  readonly #litellm: LitellmReceiver;
  #bytesAtWork = 0;

  constructor(
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) { ingest }: ResolvedOptions,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(LlmDatabase) database: LlmDatabase,
    @Inject(LlmCallRecorder) recorder: LlmCallRecorder,
    @Inject(CallDelivery) private readonly delivery: CallDelivery,
    @Inject(IngestCounters) private readonly counters: IngestCounters,
  ) {
    this.#options = ingest;
    this.#tokens = new IngestTokens(ingest === false ? [] : ingest.tokens);
    const traces = new KnownTraces(database, delivery, this.counters);
    this.#spans = new SpanReceiver(recorder, traces, this.counters, () => delivery.flush());
    this.#litellm = new LitellmReceiver(recorder, this.counters);
    if (ingest !== false) this.#install(host);
  }

  /** What became of what was sent since the start. */
  counts(): Readonly<IngestCounters> {
    return { ...this.counters };
  }

  /** While delivery still takes what follows. */
  beforeApplicationShutdown(): Promise<void> {
    return this.#spans.end();
  }

  onApplicationShutdown(): void {
    this.#spans.stop();
  }

  /** While the application is created: whatever it adds later comes after this. In tests the adapter comes after the providers. */
  #install(host: HttpAdapterHost): void {
    const adapter = host?.httpAdapter as AbstractHttpAdapter | undefined;
    if (adapter !== undefined && adapter !== null) this.#installOn(adapter);
    else host?.init$?.subscribe(() => this.#installOn(host.httpAdapter));
  }

  #installOn(adapter: AbstractHttpAdapter): void {
    if (adapter.getType() !== 'fastify') {
      adapter.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
        if (!this.#takes(request, response)) next();
      });
      return;
    }
    const fastify = adapter.getInstance<FastifyHooks>();
    fastify.addHook('onRequest', ({ raw: request }, reply, done) => {
      if (!this.#takes(request, reply.raw)) return done();
      reply.hijack();
    });
  }

  #takes(request: IncomingMessage, response: ServerResponse): boolean {
    const kind = this.#kindOf(request);
    if (kind === undefined) return false;
    void this.#answer(kind, request, response);
    return true;
  }

  #kindOf(request: IncomingMessage): Kind | undefined {
    if (this.#options === false) return undefined;
    const { originalUrl = request.url ?? '' } = request as { originalUrl?: string };
    const path = originalUrl.split('?', 1)[0]!.replace(/\/+$/, '');
    const base = `/${this.#options.path}`;
    return path.startsWith(`${base}/`) ? ROUTES[path.slice(base.length)] : undefined;
  }

  async #answer(kind: Kind, request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const source = this.#admit(request);
      if (!this.delivery.hasRoomForOthers) throw noRoom();
      if (kind === 'ignored') this.#ignore(request, response);
      else await this.#withBody(request, (body) => this.#take(kind, { request, response, source, body }));
    } catch (error) {
      this.counters.refusedRequests += 1;
      answerRefusal(request, response, error);
    }
  }

  #admit(request: IncomingMessage): IngestSource {
    if (request.method !== 'POST') throw new Refusal(405, 'Only POST is known here.');
    const source = this.#tokens.sourceOf(request.headers.authorization);
    if (source === undefined)
      throw new Refusal(
        401,
        'The token is missing or not known: send `Authorization: Bearer …` with one of ingest.tokens.',
      );
    return source;
  }

  #ignore(request: IncomingMessage, response: ServerResponse): void {
    this.counters.ignoredRequests += 1;
    request.resume();
    answerSuccess(request, response, 0);
  }

  /** Of bodies together only so much is in memory. */
  async #withBody(request: IncomingMessage, work: (body: Buffer) => Promise<void>): Promise<void> {
    if (this.#options === false) return;
    const { maxBodyBytes } = this.#options;
    const announced = Number(request.headers['content-length'] ?? maxBodyBytes);
    const expected = Math.min(Number.isFinite(announced) ? announced : maxBodyBytes, maxBodyBytes);
    if (this.#bytesAtWork > 0 && this.#bytesAtWork + expected > MAX_AT_WORK * maxBodyBytes)
      throw new Refusal(503, 'Too much is sent at a time: try again.', 1);
    this.#bytesAtWork += expected;
    try {
      await work(await readBody(request, maxBodyBytes));
    } finally {
      this.#bytesAtWork -= expected;
    }
  }

  async #take(kind: 'traces' | 'litellm', { request, response, source, body }: Received): Promise<void> {
    const { dropped } = this.delivery.state().counters;
    if (kind === 'litellm') {
      const taken = await this.#litellm.take(body.toString('utf8'), source);
      this.#confirmKept(dropped);
      this.counters.requests += 1;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(taken));
      return;
    }
    const rejected = await this.#spans.take(parsed(request, body), source);
    this.#confirmKept(dropped);
    this.counters.requests += 1;
    answerSuccess(request, response, rejected);
  }

  /** What could not be kept is to be sent again; what was kept then is the same row. */
  #confirmKept(droppedBefore: number): void {
    if (this.delivery.state().counters.dropped > droppedBefore) throw noRoom();
  }
}

function noRoom(): Refusal {
  return new Refusal(503, 'The log has no room, or is shutting down: try again.', 5);
}

interface Received {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly source: IngestSource;
  readonly body: Buffer;
}

interface FastifyHooks {
  addHook(
    name: 'onRequest',
    hook: (
      request: { readonly raw: IncomingMessage },
      reply: { readonly raw: ServerResponse; hijack(): void },
      done: () => void,
    ) => void,
  ): void;
}

/** @throws Refusal 400 where the body is not what its type says, 415 for other types. */
function parsed(request: IncomingMessage, body: Buffer): unknown {
  const type = request.headers['content-type'] ?? '';
  try {
    if (isJson(request)) return jsonRequest(JSON.parse(body.toString('utf8')));
    if (/^application\/(x-protobuf|protobuf)\b/i.test(type)) return readTraceRequest(body);
  } catch (error) {
    throw new Refusal(400, `The body cannot be read: ${error instanceof Error ? error.message : 'it is broken'}.`);
  }
  throw new Refusal(415, 'Send application/x-protobuf or application/json.');
}

function jsonRequest(body: unknown): unknown {
  const { resourceSpans } = (body ?? {}) as { resourceSpans?: unknown };
  if (typeof body !== 'object' || body === null || (resourceSpans !== undefined && !Array.isArray(resourceSpans)))
    throw new Error('it is no object with a list of resourceSpans');
  return body;
}
