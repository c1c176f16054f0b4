import { Get, Header, HttpException, Inject, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import type { LlmCallFilters } from '../../storage/filters/call-filters.js';
import { EXPORT_FORMATS, exportFormat, type LlmExportFormat } from '../../calls/export-calls.js';
import { LlmCallRepository } from '../../calls/llm-call.repository.js';
import { payloadsOf } from '../access/payloads.js';
import { companyOf } from '../access/admin-scope.js';
import { Audited } from '../audit/audited.js';
import { ExportQuery } from './calls.query.js';
import { nodeResponse, type PlatformResponse } from '../requests/platform-response.js';
import { Described } from '../openapi/described.js';
import { queryOf } from '../requests/query-pipe.js';

/** As nginx calls it. Nobody is there to see it, and no error is reported. */
const CLIENT_CLOSED_REQUEST = 499;

type ExportFilters = Omit<LlmCallFilters, 'limit' | 'cursor'> & { format?: LlmExportFormat; columns?: string[] };

/** Calls as a file. */
export abstract class LlmExportController {
  constructor(
    @Inject(LlmCallRepository) private readonly repository: LlmCallRepository,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('export')
  @Audited({ action: 'calls.export' })
  @Header('Cache-Control', 'no-store')
  @Described({
    summary: 'All calls that match, as a file',
    answer: { schema: { type: 'string', format: 'binary' }, uses: [] },
    mediaTypes: EXPORT_FORMATS.map((format) => exportFormat(format).mediaType),
    query: ExportQuery,
  })
  async export(
    @Req() request: AdminRequest,
    @Res({ passthrough: true }) platformResponse: PlatformResponse,
    @Query(queryOf(ExportQuery)) { format = 'ndjson', columns, ...filters }: ExportFilters,
  ): Promise<StreamableFile> {
    const companyId = companyOf(this.options, request, filters.companyId);
    const response = nodeResponse(platformResponse);
    const left = new AbortController();
    response.once('close', () => left.abort());
    const texts = payloadsOf(this.options, request) === 'full';
    const stream = await this.repository
      .export({ ...filters, companyId }, format, { texts, columns, signal: left.signal })
      .catch((error: unknown) => {
        throw left.signal.aborted ? new HttpException('The client has left.', CLIENT_CLOSED_REQUEST) : error;
      });
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
