import { Get, Inject, Query, Req, UseInterceptors } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import type { CostStats, CostStatsQuery } from '../../stats/answers/cost-stats.js';
import type { ErrorRates, ErrorRatesQuery } from '../../stats/answers/error-rates.js';
import type { LlmFacets } from '../../stats/answers/facets.js';
import { LlmStatsService } from '../../stats/llm-stats.service.js';
import type { CompareModelsQuery, ModelComparison } from '../../stats/answers/model-comparison.js';
import type { PerformanceStats, PerformanceStatsQuery } from '../../stats/answers/performance-stats.js';
import type { PeriodComparison } from '../../stats/answers/period-comparison.js';
import type { ProjectedCost, ProjectedCostQuery } from '../../stats/answers/projected-cost.js';
import type { RagHealth, RagHealthQuery } from '../../stats/answers/rag-health.js';
import type { StatsFilters } from '../../stats/question/stats-filters.js';
import type { TimeSeriesPoint, TimeSeriesQuery } from '../../stats/answers/time-series.js';
import type { TopCompany, TopQuery, TopUser } from '../../stats/answers/top-users.js';
import type { UnpricedModel } from '../../stats/answers/unpriced-models.js';
import { companyOf } from '../access/admin-scope.js';
import { Described } from '../openapi/described.js';
import * as Models from '../openapi/models/stats.models.js';
import { listAnswer } from '../openapi/schema.js';
import { queryOf } from '../requests/query-pipe.js';
import * as Queries from './stats.query.js';
import { StatsCacheInterceptor } from './stats-cache.interceptor.js';

/** Sums. */
@UseInterceptors(StatsCacheInterceptor)
export abstract class LlmStatsController {
  constructor(
    @Inject(LlmStatsService) private readonly stats: LlmStatsService,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('stats/cost')
  @Described({
    summary: 'Cost and tokens, in all and by type, model and provider',
    answer: Models.CostStatsModel,
    query: Queries.ListCostQuery,
  })
  cost(@Req() request: AdminRequest, @Query(queryOf(Queries.ListCostQuery)) query: CostStatsQuery): Promise<CostStats> {
    return this.stats.getCostStats(this.#scoped(request, query));
  }

  @Get('stats/performance')
  @Described({
    summary: 'Latency percentiles and rates',
    answer: Models.PerformanceStatsModel,
    query: Queries.CostQuery,
  })
  performance(
    @Req() request: AdminRequest,
    @Query(queryOf(Queries.CostQuery)) query: PerformanceStatsQuery,
  ): Promise<PerformanceStats> {
    return this.stats.getPerformanceStats(this.#scoped(request, query));
  }

  @Get('stats/timeseries')
  @Described({
    summary: 'Everything per hour, day, week or month',
    answer: listAnswer(Models.TimeSeriesPointModel),
    query: Queries.TimeSeriesQuery,
  })
  timeSeries(
    @Req() request: AdminRequest,
    @Query(queryOf(Queries.TimeSeriesQuery)) query: TimeSeriesQuery,
  ): Promise<TimeSeriesPoint[]> {
    return this.stats.getTimeSeries(this.#scoped(request, query));
  }

  @Get('stats/users')
  @Described({
    summary: 'The users who cost or call most',
    answer: listAnswer(Models.TopUserModel),
    query: Queries.TopQuery,
  })
  users(@Req() request: AdminRequest, @Query(queryOf(Queries.TopQuery)) query: TopQuery): Promise<TopUser[]> {
    return this.stats.getTopUsers(this.#scoped(request, query));
  }

  @Get('stats/errors')
  @Described({
    summary: 'How often calls fail, and with which messages',
    answer: Models.ErrorRatesModel,
    query: Queries.ErrorsQuery,
  })
  errors(
    @Req() request: AdminRequest,
    @Query(queryOf(Queries.ErrorsQuery)) query: ErrorRatesQuery,
  ): Promise<ErrorRates> {
    return this.stats.getErrorRates(this.#scoped(request, query));
  }

  @Get('stats/rag')
  @Described({
    summary: 'How the steps of retrieval-augmented answers do',
    answer: Models.RagHealthModel,
    query: Queries.RagQuery,
  })
  rag(@Req() request: AdminRequest, @Query(queryOf(Queries.RagQuery)) query: RagHealthQuery): Promise<RagHealth> {
    return this.stats.getRagHealth(this.#scoped(request, query));
  }

  @Get('stats/models')
  @Described({
    summary: 'The models beside each other, most calls first',
    answer: listAnswer(Models.ModelComparisonModel),
    query: Queries.FilteredQuery,
  })
  models(
    @Req() request: AdminRequest,
    @Query(queryOf(Queries.FilteredQuery)) query: CompareModelsQuery,
  ): Promise<ModelComparison[]> {
    return this.stats.compareModels(this.#scoped(request, query));
  }

  @Get('stats/companies')
  @Described({
    summary: 'The companies that cost or call most',
    answer: listAnswer(Models.TopCompanyModel),
    query: Queries.TopQuery,
  })
  companies(@Req() request: AdminRequest, @Query(queryOf(Queries.TopQuery)) query: TopQuery): Promise<TopCompany[]> {
    return this.stats.getTopCompanies(this.#scoped(request, query));
  }

  @Get('stats/comparison')
  @Described({
    summary: 'A time and the equally long one before it',
    answer: Models.PeriodComparisonModel,
    query: Queries.FilteredQuery,
  })
  comparison(
    @Req() request: AdminRequest,
    @Query(queryOf(Queries.FilteredQuery)) query: StatsFilters,
  ): Promise<PeriodComparison> {
    return this.stats.comparePeriods(this.#scoped(request, query));
  }

  @Get('stats/projection')
  @Described({
    summary: 'What this month is going to cost',
    answer: Models.ProjectedCostModel,
    query: Queries.ProjectionQuery,
  })
  projection(
    @Req() request: AdminRequest,
    @Query(queryOf(Queries.ProjectionQuery)) query: ProjectedCostQuery,
  ): Promise<ProjectedCost> {
    return this.stats.getProjectedCost(this.#scoped(request, query));
  }

  @Get('stats/unpriced')
  @Described({
    summary: 'Models without a price, most calls first',
    answer: listAnswer(Models.UnpricedModelModel),
    query: Queries.FilteredQuery,
  })
  unpriced(
    @Req() request: AdminRequest,
    @Query(queryOf(Queries.FilteredQuery)) query: StatsFilters,
  ): Promise<UnpricedModel[]> {
    return this.stats.getUnpricedModels(this.#scoped(request, query));
  }

  @Get('facets')
  @Described({
    summary: 'Names to filter by, most calls first',
    answer: Models.FacetsModel,
    query: Queries.FilteredQuery,
  })
  facets(@Req() request: AdminRequest, @Query(queryOf(Queries.FilteredQuery)) query: StatsFilters): Promise<LlmFacets> {
    return this.stats.getFacets(this.#scoped(request, query));
  }

  #scoped<Q extends { companyId?: string }>(request: AdminRequest, query: Q): Q {
    return { ...query, companyId: companyOf(this.options, request, query.companyId) };
  }
}
