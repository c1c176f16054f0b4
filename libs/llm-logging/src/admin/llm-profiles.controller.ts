import { Get, Header, Inject, Param, Query, Req } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../llm-logging.tokens.js';
import type { AdminOptions, AdminRequest } from '../llm-logging.options.js';
import type { ProfileQuery } from '../stats/answers/profile.js';
import { LlmStatsService } from '../stats/llm-stats.service.js';
import { companyOf } from './admin-scope.js';
import { Audited } from './audit/audited.js';
import type { LlmProfile } from './llm-answers.js';
import { Described } from './openapi/described.js';
import { LlmProfileModel } from './openapi/models/group.models.js';
import { queryOf } from './query-pipe.js';
import * as Queries from './stats.query.js';

/** Users and companies. */
export abstract class LlmProfilesController {
  constructor(
    @Inject(LlmStatsService) private readonly stats: LlmStatsService,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('users/:userId')
  @Audited({ action: 'user.read', target: 'userId' })
  @Header('Cache-Control', 'no-store')
  @Described({
    summary: 'A user: cost, models, origins, errors, trend',
    answer: LlmProfileModel,
    query: Queries.ProfileQuery,
  })
  async user(
    @Req() request: AdminRequest,
    @Param('userId') userId: string,
    @Query(queryOf(Queries.ProfileQuery)) query: ProfileQuery,
  ): Promise<LlmProfile> {
    const companyId = companyOf(this.options, request, query.companyId);
    return {
      userId,
      companyId: companyId ?? null,
      ...(await this.stats.getUserProfile(userId, { ...query, companyId })),
    };
  }

  @Get('companies/:companyId')
  @Audited({ action: 'company.read', target: 'companyId' })
  @Header('Cache-Control', 'no-store')
  @Described({
    summary: 'A company: cost, models, origins, errors, trend',
    answer: LlmProfileModel,
    query: Queries.ProfileQuery,
  })
  async company(
    @Req() request: AdminRequest,
    @Param('companyId') asked: string,
    @Query(queryOf(Queries.ProfileQuery)) query: ProfileQuery,
  ): Promise<LlmProfile> {
    const companyId = companyOf(this.options, request, asked)!;
    return { userId: null, companyId, ...(await this.stats.getCompanyProfile(companyId, query)) };
  }
}
