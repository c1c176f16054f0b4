import { Get, Header, Inject, NotFoundException, Param, Query, Req } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import type { Profile, ProfileQuery } from '../../stats/answers/profile.js';
import { LlmStatsService } from '../../stats/llm-stats.service.js';
import { companyOf } from '../access/admin-scope.js';
import { Audited } from '../audit/audited.js';
import type { LlmProfile } from './llm-profile.js';
import { Described } from '../openapi/described.js';
import { LlmProfileModel } from '../openapi/models/group.models.js';
import { queryOf } from '../requests/query-pipe.js';
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
    errors: [404],
  })
  async user(
    @Req() request: AdminRequest,
    @Param('userId') userId: string,
    @Query(queryOf(Queries.ProfileQuery)) query: ProfileQuery,
  ): Promise<LlmProfile> {
    const companyId = companyOf(this.options, request, query.companyId);
    const profile = await this.stats.getUserProfile(userId, { ...query, companyId });
    return { userId, companyId: companyId ?? null, ...known(profile, 'user') };
  }

  @Get('companies/:companyId')
  @Audited({ action: 'company.read', target: 'companyId' })
  @Header('Cache-Control', 'no-store')
  @Described({
    summary: 'A company: cost, models, origins, errors, trend',
    answer: LlmProfileModel,
    query: Queries.ProfileQuery,
    errors: [404],
  })
  async company(
    @Req() request: AdminRequest,
    @Param('companyId') asked: string,
    @Query(queryOf(Queries.ProfileQuery)) query: ProfileQuery,
  ): Promise<LlmProfile> {
    const companyId = companyOf(this.options, request, asked)!;
    return { userId: null, companyId, ...known(await this.stats.getCompanyProfile(companyId, query), 'company') };
  }
}

/** @throws NotFoundException without calls: whether others have some is nobody's business. */
function known(profile: Profile, what: string): Profile {
  if (profile.cost.totalCalls > 0) return profile;
  throw new NotFoundException(`There is no call of this ${what} in this time.`);
}
