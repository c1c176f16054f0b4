import { Get, Header, Inject, Query, Req, StreamableFile } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import type { SummaryQuery } from '../../stats/answers/summary.js';
import { LlmStatsService } from '../../stats/llm-stats.service.js';
import { companyOf } from '../access/admin-scope.js';
import { Described } from '../openapi/described.js';
import { queryOf } from '../requests/query-pipe.js';
import * as Queries from './stats.query.js';
import { summaryCsv } from './summary-csv.js';

const CSV = 'text/csv; charset=utf-8; header=present';
const JSON_TYPE = 'application/json';

/** Sums as a file. */
export abstract class LlmSummaryController {
  constructor(
    @Inject(LlmStatsService) private readonly stats: LlmStatsService,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('export/summary')
  @Header('Cache-Control', 'no-store')
  @Described({
    summary: 'Calls, tokens and cost by user, company, model … and period, as a file',
    answer: { schema: { type: 'string', format: 'binary' }, uses: [] },
    mediaTypes: [CSV, JSON_TYPE],
    query: Queries.SummaryQuery,
  })
  async summary(
    @Req() request: AdminRequest,
    @Query(queryOf(Queries.SummaryQuery)) { format = 'csv', ...query }: SummaryQuery & { format?: 'csv' | 'json' },
  ): Promise<StreamableFile> {
    const companyId = companyOf(this.options, request, query.companyId);
    const rows = await this.stats.getSummary({ ...query, companyId });
    const { groupBy = 'model' } = query;
    const text = format === 'csv' ? summaryCsv(rows, [groupBy].flat()) : JSON.stringify(rows);
    return new StreamableFile(Buffer.from(text), {
      type: format === 'csv' ? CSV : JSON_TYPE,
      disposition: `attachment; filename="llm-summary.${format}"`,
    });
  }
}
