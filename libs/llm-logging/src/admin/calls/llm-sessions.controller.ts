import { Get, Header, Inject, NotFoundException, Param, Query, Req } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import { LlmStatsService } from '../../stats/llm-stats.service.js';
import type { LlmCallFilters } from '../../storage/filters/call-filters.js';
import { LlmCallRepository } from '../../calls/llm-call.repository.js';
import { companyOf } from '../access/admin-scope.js';
import { Audited } from '../audit/audited.js';
import { SessionQuery } from './calls.query.js';
import type { LlmSession } from './llm-session.js';
import { Described } from '../openapi/described.js';
import { LlmSessionModel } from '../openapi/models/call.models.js';
import { queryOf } from '../requests/query-pipe.js';

/** Sessions. */
export abstract class LlmSessionsController {
  constructor(
    @Inject(LlmCallRepository) private readonly repository: LlmCallRepository,
    @Inject(LlmStatsService) private readonly stats: LlmStatsService,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('sessions/:sessionId')
  @Audited({ action: 'session.read', target: 'sessionId' })
  @Header('Cache-Control', 'no-store')
  @Described({ summary: 'A session', answer: LlmSessionModel, query: SessionQuery, errors: [404] })
  async session(
    @Req() request: AdminRequest,
    @Param('sessionId') sessionId: string,
    @Query(queryOf(SessionQuery)) query: Pick<LlmCallFilters, 'limit' | 'cursor'>,
  ): Promise<LlmSession> {
    const companyId = companyOf(this.options, request);
    const page = await this.repository.getCallsBySession(sessionId, { ...query, companyId });
    if (page.items.length === 0 && query.cursor === undefined)
      throw new NotFoundException(`There is no call of the session ${sessionId}.`);
    return { sessionId, totals: await this.stats.getSessionTotals(sessionId, { companyId }), ...page };
  }
}
