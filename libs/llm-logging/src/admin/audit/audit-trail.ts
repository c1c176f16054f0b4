import { Inject, Injectable, Logger, ServiceUnavailableException } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../../llm-logging.tokens.js';
import type { AdminOptions, AdminRequest } from '../../llm-logging.options.js';
import { LlmAuditLog } from '../../storage/audit/llm-audit-log.js';
import { companyOf } from '../admin-scope.js';
import { actorOf } from './actor-of.js';
import type { AuditedAction } from './audited.js';

/** Notes what requests read and do. */
@Injectable()
export class AuditTrail {
  readonly #logger = new Logger('LlmLogging');
  readonly #noted = new WeakSet<AdminRequest>();

  constructor(
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
    @Inject(LlmAuditLog) private readonly log: LlmAuditLog,
  ) {}

  has(request: AdminRequest): boolean {
    return this.#noted.has(request);
  }

  /** It is noted when this resolves. @throws ServiceUnavailableException where it cannot be: nothing may be shown or done then. */
  async note(request: AdminRequest, { action, target }: AuditedAction): Promise<void> {
    this.#noted.add(request);
    if (this.options.audit === false) return;
    const [params, query, body] = ['params', 'query', 'body'].map((part) => (request[part] ?? {}) as object);
    try {
      await this.log.write({
        actor: actorOf(this.options, request),
        action,
        target: target === undefined ? null : ((params as Record<string, string>)[target] ?? null),
        filters: { ...query, ...body },
        companyId: companyOf(this.options, request) ?? null,
      });
    } catch (error) {
      this.#logger.error(`The audit log could not be written, so that ${action} was refused. ${String(error)}`);
      throw new ServiceUnavailableException(
        'The audit log cannot be written, and without it nothing is shown or done.',
      );
    }
  }
}
