import { Get, Inject, Query, Req, UseInterceptors } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import type { GroupStatsQuery, OriginStats, PromptStats } from '../../stats/answers/group-stats.js';
import type { StatsFilters } from '../../stats/question/stats-filters.js';
import type { ReleaseStart } from '../../stats/answers/release-starts.js';
import type { ReleaseStats } from '../../stats/answers/release-stats.js';
import { LlmStatsService } from '../../stats/llm-stats.service.js';
import { companyOf } from '../access/admin-scope.js';
import { Described } from '../openapi/described.js';
import {
  OriginStatsModel,
  PromptStatsModel,
  ReleaseStartModel,
  ReleaseStatsModel,
} from '../openapi/models/group.models.js';
import { listAnswer } from '../openapi/schema.js';
import { queryOf } from '../requests/query-pipe.js';
import { FilteredQuery, GroupsQuery } from './stats.query.js';
import { StatsCacheInterceptor } from './stats-cache.interceptor.js';

/** Calls by where they came from. */
@UseInterceptors(StatsCacheInterceptor)
export abstract class LlmGroupsController {
  constructor(
    @Inject(LlmStatsService) private readonly stats: LlmStatsService,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('stats/origins')
  @Described({
    summary: 'What set calls off: cost, latency and errors by endpoint, job and event',
    answer: listAnswer(OriginStatsModel),
    query: GroupsQuery,
  })
  origins(@Req() request: AdminRequest, @Query(queryOf(GroupsQuery)) query: GroupStatsQuery): Promise<OriginStats[]> {
    return this.stats.getOriginStats(this.#scoped(request, query));
  }

  @Get('stats/prompts')
  @Described({
    summary: 'Versions of prompts beside each other',
    answer: listAnswer(PromptStatsModel),
    query: GroupsQuery,
  })
  prompts(@Req() request: AdminRequest, @Query(queryOf(GroupsQuery)) query: GroupStatsQuery): Promise<PromptStats[]> {
    return this.stats.getPromptStats(this.#scoped(request, query));
  }

  @Get('stats/releases')
  @Described({
    summary: 'Releases beside each other, newest first',
    answer: listAnswer(ReleaseStatsModel),
    query: GroupsQuery,
  })
  releases(@Req() request: AdminRequest, @Query(queryOf(GroupsQuery)) query: GroupStatsQuery): Promise<ReleaseStats[]> {
    return this.stats.getReleaseStats(this.#scoped(request, query));
  }

  @Get('stats/releases/starts')
  @Described({
    summary: 'When releases came into use, oldest first: for marks in a chart',
    answer: listAnswer(ReleaseStartModel),
    query: FilteredQuery,
  })
  releaseStarts(
    @Req() request: AdminRequest,
    @Query(queryOf(FilteredQuery)) query: StatsFilters,
  ): Promise<ReleaseStart[]> {
    return this.stats.getReleaseStarts(this.#scoped(request, query));
  }

  #scoped<Asked extends StatsFilters>(request: AdminRequest, query: Asked): Asked {
    return { ...query, companyId: companyOf(this.options, request, query.companyId) };
  }
}
