import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { LlmContext } from 'llm-exchange/call';
import { LlmContextService } from './llm-context.service.js';
import { RequestContexts } from './request-contexts.js';

/**
 * Opens the context of each HTTP request, RPC message and GraphQL query. The module registers it for the whole application;
 * WebSocket gateways, which global interceptors do not reach, take it with `@UseInterceptors(LlmContextInterceptor)`.
 */
@Injectable()
export class LlmContextInterceptor implements NestInterceptor {
  constructor(
    private readonly contexts: LlmContextService,
    private readonly requests: RequestContexts,
  ) {}

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    const context = this.#contextOf(host);
    if (context === undefined) return next.handle();
    return new Observable((subscriber) => this.contexts.enter(context, () => next.handle().subscribe(subscriber)));
  }

  /** Whatever a transport hands over, the request goes on. */
  #contextOf(host: ExecutionContext): LlmContext | undefined {
    try {
      return this.requests.identify(host);
    } catch {
      return undefined;
    }
  }
}
