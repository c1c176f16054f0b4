import { Get, Header, Inject, Query, Req } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../llm-logging.tokens.js';
import type { AdminOptions, AdminRequest } from '../llm-logging.options.js';
import type { CostStats, CostStatsQuery } from '../stats/cost-stats.js';
import type { ErrorRates, ErrorRatesQuery } from '../stats/error-rates.js';
import { LlmStatsService } from '../stats/llm-stats.service.js';
import type { CompareModelsQuery, ModelComparison } from '../stats/model-comparison.js';
import type { PerformanceStats, PerformanceStatsQuery } from '../stats/performance-stats.js';
import type { RagHealth, RagHealthQuery } from '../stats/rag-health.js';
import type { TimeSeriesPoint, TimeSeriesQuery } from '../stats/time-series.js';
import type { TopQuery, TopUser } from '../stats/top-spenders.js';
import { companyOf } from './admin-scope.js';
import { queryOf } from './query-pipe.js';
import * as Queries from './stats.query.js';

/** Sums. */
export abstract class LlmStatsController {
  constructor(
    @Inject(LlmStatsService) private readonly stats: LlmStatsService,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('stats/cost')
  @Header('Cache-Control', 'no-store')
  cost(@Req() request: AdminRequest, @Query(queryOf(Queries.CostQuery)) query: CostStatsQuery): Promise<CostStats> {
    return this.stats.getCostStats(this.#scoped(request, query));
  }

  @Get('stats/performance')
  @Header('Cache-Control', 'no-store')
  performance(
    @Req() request: AdminRequest,
    @Query(queryOf(Queries.PerformanceQuery)) query: PerformanceStatsQuery,
  ): Promise<PerformanceStats> {
    return this.stats.getPerformanceStats(this.#scoped(request, query));
  }

  @Get('stats/timeseries')
  @Header('Cache-Control', 'no-store')
  timeSeries(
    @Req() request: AdminRequest,
    @Query(queryOf(Queries.TimeSeriesQuery)) query: TimeSeriesQuery,
  ): Promise<TimeSeriesPoint[]> {
    return this.stats.getTimeSeries(this.#scoped(request, query));
  }

  @Get('stats/users')
  @Header('Cache-Control', 'no-store')
  users(@Req() request: AdminRequest, @Query(queryOf(Queries.TopUsersQuery)) query: TopQuery): Promise<TopUser[]> {
    return this.stats.getTopUsers(this.#scoped(request, query));
  }

  @Get('stats/errors')
  @Header('Cache-Control', 'no-store')
  errors(
    @Req() request: AdminRequest,
    @Query(queryOf(Queries.ErrorsQuery)) query: ErrorRatesQuery,
  ): Promise<ErrorRates> {
    return this.stats.getErrorRates(this.#scoped(request, query));
  }

  @Get('stats/rag')
  @Header('Cache-Control', 'no-store')
  rag(@Req() request: AdminRequest, @Query(queryOf(Queries.RagQuery)) query: RagHealthQuery): Promise<RagHealth> {
    return this.stats.getRagHealth(this.#scoped(request, query));
  }

  @Get('stats/models')
  @Header('Cache-Control', 'no-store')
  models(
    @Req() request: AdminRequest,
    @Query(queryOf(Queries.FilteredQuery)) query: CompareModelsQuery,
  ): Promise<ModelComparison[]> {
    return this.stats.compareModels(this.#scoped(request, query));
  }

  #scoped<Q extends { companyId?: string }>(request: AdminRequest, query: Q): Q {
    return { ...query, companyId: companyOf(this.options, request, query.companyId) };
  }
}
