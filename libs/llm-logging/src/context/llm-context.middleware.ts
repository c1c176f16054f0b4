import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { IncomingHeaders } from './incoming-trace.js';
import { LlmContextService } from './llm-context.service.js';
import { RequestContexts } from './request-contexts.js';

/**
 * Opens a request's context before its guards, so that calls made in guards, pipes and exception filters belong to its trace too.
 * The module does so by itself for every HTTP request; it is there for servers that NestJS's adapter does not lead to.
 */
@Injectable()
export class LlmContextMiddleware implements NestMiddleware {
  constructor(
    private readonly contexts: LlmContextService,
    private readonly requests: RequestContexts,
  ) {}

  use(request: { headers: IncomingHeaders }, _response: unknown, next: () => void): void {
    this.contexts.enter(this.requests.open(request, request.headers), next);
  }
}
