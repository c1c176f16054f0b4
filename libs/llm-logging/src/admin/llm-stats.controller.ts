import { Get, Header, Inject, Query, Req } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../llm-logging.tokens.js';
import type { AdminOptions, AdminRequest } from '../llm-logging.options.js';
import type { CostStats, CostStatsQuery } from '../stats/cost-stats.js';
import { LlmStatsService } from '../stats/llm-stats.service.js';
import type { PerformanceStats, PerformanceStatsQuery } from '../stats/performance-stats.js';
import { companyOf } from './admin-scope.js';
import { queryOf } from './query-pipe.js';
import { CostQuery, PerformanceQuery } from './stats.query.js';

/** Sums. */
export abstract class LlmStatsController {
  constructor(
    @Inject(LlmStatsService) private readonly stats: LlmStatsService,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('stats/cost')
  @Header('Cache-Control', 'no-store')
  cost(@Req() request: AdminRequest, @Query(queryOf(CostQuery)) query: CostStatsQuery): Promise<CostStats> {
    return this.stats.getCostStats({ ...query, companyId: companyOf(this.options, request, query.companyId) });
  }

  @Get('stats/performance')
  @Header('Cache-Control', 'no-store')
  performance(
    @Req() request: AdminRequest,
    @Query(queryOf(PerformanceQuery)) query: PerformanceStatsQuery,
  ): Promise<PerformanceStats> {
    return this.stats.getPerformanceStats({ ...query, companyId: companyOf(this.options, request, query.companyId) });
  }
}
