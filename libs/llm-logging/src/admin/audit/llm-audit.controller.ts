import { Get, Header, Inject, Query, Req } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import { LlmAuditLog, type LlmAuditFilters, type LlmAuditPage } from './llm-audit-log.js';
import { companyOf } from '../access/admin-scope.js';
import { Described } from '../openapi/described.js';
import { LlmAuditPageModel } from '../openapi/models/access.models.js';
import { queryOf } from '../requests/query-pipe.js';
import { AuditQuery } from './audit.query.js';

/** The audit log. */
export abstract class LlmAuditController {
  constructor(
    @Inject(LlmAuditLog) private readonly log: LlmAuditLog,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('audit')
  @Header('Cache-Control', 'no-store')
  @Described({ summary: 'Who has read or removed what', answer: LlmAuditPageModel, query: AuditQuery })
  list(@Req() request: AdminRequest, @Query(queryOf(AuditQuery)) query: LlmAuditFilters): Promise<LlmAuditPage> {
    return this.log.list({ ...query, companyId: companyOf(this.options, request, query.companyId) });
  }
}
