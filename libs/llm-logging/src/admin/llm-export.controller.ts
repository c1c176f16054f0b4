import { Get, Header, Inject, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../llm-logging.tokens.js';
import type { AdminOptions, AdminRequest } from '../llm-logging.options.js';
import type { LlmCallFilters } from '../storage/call-filters.js';
import { exportFormat, type LlmExportFormat } from '../storage/export-calls.js';
import { LlmCallRepository } from '../storage/llm-call.repository.js';
import { companyOf } from './admin-scope.js';
import { ExportQuery } from './calls.query.js';
import { nodeResponse, type PlatformResponse } from './platform-response.js';
import { queryOf } from './query-pipe.js';

type ExportFilters = Omit<LlmCallFilters, 'limit' | 'cursor'> & { format?: LlmExportFormat };

/** Calls as a file. */
export abstract class LlmExportController {
  constructor(
    @Inject(LlmCallRepository) private readonly repository: LlmCallRepository,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('export')
  @Header('Cache-Control', 'no-store')
  @Header('X-Content-Type-Options', 'nosniff')
  async export(
    @Req() request: AdminRequest,
    @Res({ passthrough: true }) platformResponse: PlatformResponse,
    @Query(queryOf(ExportQuery)) { format = 'ndjson', ...filters }: ExportFilters,
  ): Promise<StreamableFile> {
    const companyId = companyOf(this.options, request, filters.companyId);
    const stream = await this.repository.export({ ...filters, companyId }, format);
    const response = nodeResponse(platformResponse);
    response.once('close', () => stream.destroy());
    // Half a file must not look like a whole one.
    stream.once('error', () => response.destroy());
    const { mediaType } = exportFormat(format);
    return new StreamableFile(stream, {
      type: mediaType,
      disposition: `attachment; filename="llm-calls.${format}"`,
    }).setErrorHandler(() => undefined);
  }
}
