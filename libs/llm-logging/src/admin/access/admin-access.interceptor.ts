import {
  Inject,
  Injectable,
  Logger,
  ServiceUnavailableException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { mergeMap, type Observable } from 'rxjs';
import { LLM_ADMIN_OPTIONS } from '../../llm-logging.tokens.js';
import type { AdminOptions, AdminRequest } from '../../llm-logging.options.js';
import { LlmAuditLog } from '../../storage/audit/llm-audit-log.js';
import { companyOf } from '../admin-scope.js';
import { actorOf } from '../audit/actor-of.js';
import { Audited } from '../audit/audited.js';
import { payloadsOf, refuseGuessing } from './payloads.js';
import { refuseOtherSites } from './refuse-other-sites.js';
import { withoutTexts } from './without-texts.js';

/** On every admin route: who may not see texts gets none, and who gets some is noted before. */
@Injectable()
export class AdminAccessInterceptor implements NestInterceptor {
  readonly #logger = new Logger('LlmLogging');

  constructor(
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
    @Inject(LlmAuditLog) private readonly log: LlmAuditLog,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async intercept(host: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = host.getArgByIndex<AdminRequest>(0);
    refuseOtherSites(request);
    const payloads = payloadsOf(this.options, request);
    refuseGuessing(payloads, request['query'] as Record<string, unknown>);
    const audited = this.reflector.get(Audited, host.getHandler());
    if (audited?.isDeed) await this.#note(request, audited);
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        if (payloads === 'masked') return withoutTexts(answer);
        if (audited && !audited.isDeed) await this.#note(request, audited);
        return answer;
      }),
    );
  }

  async #note(request: AdminRequest, { action, target }: { action: string; target?: string }): Promise<void> {
    if (this.options.audit === false) return;
    const [params, query, body] = ['params', 'query', 'body'].map((part) => (request[part] ?? {}) as object);
    const note = {
      actor: actorOf(this.options, request),
      action,
      target: target === undefined ? null : ((params as Record<string, string>)[target] ?? null),
      filters: { ...query, ...body },
      companyId: companyOf(this.options, request) ?? null,
    };
    try {
      await this.log.write(note);
    } catch (error) {
      this.#logger.error(`The audit log could not be written, so that ${action} was refused. ${String(error)}`);
      throw new ServiceUnavailableException(
        'The audit log cannot be written, and without it nothing is shown or done.',
      );
    }
  }
}
