import { Inject, Injectable, Logger, type ExecutionContext } from '@nestjs/common';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { contextFromHeaders, type IncomingHeaders } from './incoming-trace.js';
import { incomingCall } from './incoming-call.js';
import type { LlmContext } from 'llm-exchange/call';
import { originOfRequest } from './origin-of-request.js';
import { LlmContextService } from './llm-context.service.js';

/**
 * The context of each request that is being handled: one a request, however often middleware, interceptors and
 * GraphQL resolvers ask for it. Who is calling is read once, after the guards.
 */
@Injectable()
export class RequestContexts {
  readonly #opened = new WeakMap<object, LlmContext>();
  /** What set each off, as it was read the first time. */
  readonly #identified = new WeakMap<object, string | undefined>();
  readonly #logger = new Logger('LlmLogging');

  constructor(
    private readonly contexts: LlmContextService,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** The request's context before anyone knows who is calling. */
  open(request: object, headers: IncomingHeaders | undefined): LlmContext {
    const key = rawRequest(request);
    const known = this.#opened.get(key);
    if (known !== undefined) return known;
    const opened = this.contexts.derive(this.contexts.current() === undefined ? contextFromHeaders(headers) : {});
    this.#opened.set(key, opened);
    return opened;
  }

  /** The context of what this interceptor, guarded by then, is about to run. */
  identify(host: ExecutionContext): LlmContext {
    const { request, headers, user } = incomingCall(host);
    const key = rawRequest(request);
    const opened = this.open(request, headers);
    const origin = originOfRequest(host);
    if (this.#identified.has(key)) return this.#withOrigin(opened, origin, this.#identified.get(key));
    this.#identified.set(key, origin);
    const identified = this.contexts.enter(opened, () =>
      this.contexts.derive({ userId: userIdOf(user), origin, ...this.#ownContext(host) }),
    );
    // What runs in the request without an interceptor around it is to know it, too.
    return Object.assign(opened, identified);
  }

  /** Each field of a GraphQL query has its own origin, unless the application gave one to the request. */
  #withOrigin(opened: LlmContext, origin: string | undefined, first: string | undefined): LlmContext {
    return origin === first || opened.origin !== first ? opened : { ...opened, origin };
  }

  #ownContext(host: ExecutionContext): Partial<LlmContext> {
    const select = this.options.context;
    if (select === undefined) return {};
    try {
      const own: unknown = select(host);
      if (own instanceof Promise) {
        own.catch(() => undefined);
        throw new TypeError('it returned a promise, but has to be synchronous');
      }
      return { ...(own as Partial<LlmContext>) };
    } catch (error) {
      this.#logger.warn(`The option \`context\` failed and is left out for this request: ${String(error)}`);
      return {};
    }
  }
}

/** Fastify's middleware sees Node's request, its handlers see Fastify's around it. */
function rawRequest(request: object): object {
  const raw: unknown = (request as { raw?: unknown }).raw;
  return typeof raw === 'object' && raw !== null ? raw : request;
}

/** The authenticated user's id: `id`, `sub` or `userId` of what the guards put on the request. */
function userIdOf(user: unknown): string | undefined {
  if (typeof user !== 'object' || user === null) return undefined;
  const { id, sub, userId } = user as Record<string, unknown>;
  const found = id ?? sub ?? userId;
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'bigint'
    ? String(found)
    : undefined;
}
