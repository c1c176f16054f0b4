import {
  Body,
  ConflictException,
  Delete,
  ForbiddenException,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
} from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import { LlmCleanupService, type CleanupOptions } from '../../retention/llm-cleanup.service.js';
import { LlmCallRepository } from '../../calls/llm-call.repository.js';
import type { EraseUserOptions } from '../../retention/removal/erase-user.js';
import type { LlmCleanupReport } from '../../retention/removal/removal-report.js';
import { companyOf } from '../access/admin-scope.js';
import { AuditNotes } from '../audit/audit-notes.js';
import { Described } from '../openapi/described.js';
import { CleanupReportModel, ErasedModel } from '../openapi/models/upkeep.models.js';
import { queryOf } from '../requests/query-pipe.js';
import { CleanupBody, EraseQuery } from './upkeep.query.js';

/** What removes calls. */
export abstract class LlmUpkeepController {
  constructor(
    @Inject(LlmCallRepository) private readonly repository: LlmCallRepository,
    @Inject(LlmCleanupService) private readonly cleanup: LlmCleanupService,
    @Inject(AuditNotes) private readonly notes: AuditNotes,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Post('cleanup')
  @HttpCode(200)
  @Described({
    summary: 'Reports which old calls would go, or removes them',
    answer: CleanupReportModel,
    body: CleanupBody,
    errors: [409, 415],
  })
  async cleanUp(
    @Req() request: AdminRequest,
    @Body(queryOf(CleanupBody)) { daysOld, dryRun }: CleanupOptions,
  ): Promise<LlmCleanupReport> {
    if (companyOf(this.options, request) !== undefined)
      throw new ForbiddenException('Cleanup is of all companies: it needs a request that is limited to none.');
    await this.notes.write(request, 'calls.cleanup');
    // What removes calls for good is said on purpose.
    const report = await this.cleanup.run({ daysOld, dryRun: dryRun ?? true });
    if (report === null) throw new ConflictException('Another instance is cleaning up.');
    return report;
  }

  @Delete('users/:userId')
  @Described({ summary: 'Erases a person', answer: ErasedModel, query: EraseQuery, errors: [415] })
  async erase(
    @Req() request: AdminRequest,
    @Param('userId') userId: string,
    @Query(queryOf(EraseQuery)) options: EraseUserOptions,
  ): Promise<{ erased: number }> {
    const companyId = companyOf(this.options, request, options.companyId);
    await this.notes.write(request, 'user.erase', userId);
    return { erased: await this.repository.eraseUser(userId, { ...options, companyId }) };
  }
}
