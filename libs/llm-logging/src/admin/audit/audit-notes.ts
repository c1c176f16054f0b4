import { Inject, Injectable, Logger, ServiceUnavailableException } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import { LlmAuditLog } from './llm-audit-log.js';
import { companyOf } from '../access/admin-scope.js';
import { actorOf } from './actor-of.js';

/** Notes in the audit log what a request reads or does. */
@Injectable()
export class AuditNotes {
  readonly #logger = new Logger('LlmLogging');

  constructor(
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
    @Inject(LlmAuditLog) private readonly log: LlmAuditLog,
  ) {}

  /**
   * To be awaited before anything is shown or done, and once it is known that it can be: a request that is refused has done nothing.
   * @throws ServiceUnavailableException
   */
  async write(request: AdminRequest, action: string, target: string | null = null): Promise<void> {
    if (this.options.audit === false) return;
    const note = {
      actor: actorOf(this.options, request),
      action,
      target,
      filters: { ...(request['query'] ?? {}), ...(request['body'] ?? {}) },
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
