import { Get, Header, Inject, NotFoundException, Param, Query, Req } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import type { LlmCallFilters } from '../../storage/filters/call-filters.js';
import { LlmCallRepository, type LlmCallPage } from '../../calls/llm-call.repository.js';
import type { LlmCall } from '../../storage/rows/llm-call.entity.js';
import type { LlmTraceNode } from '../../calls/trace-tree.js';
import { companyOf } from '../access/admin-scope.js';
import { callWithin } from './call-within.js';
import { Audited } from '../audit/audited.js';
import { CallsQuery } from './calls.query.js';
import { Described } from '../openapi/described.js';
import { LlmCallModel, LlmCallPageModel, LlmTraceNodeModel } from '../openapi/models/call.models.js';
import { queryOf } from '../requests/query-pipe.js';

/** A tree holds all of its calls, texts included. */
const MAX_TRACE_CALLS = 2_000;

/** Calls and traces. */
export abstract class LlmCallsController {
  constructor(
    @Inject(LlmCallRepository) private readonly repository: LlmCallRepository,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('calls')
  @Audited({ action: 'calls.list' })
  @Header('Cache-Control', 'no-store')
  @Described({ summary: 'Calls, newest first', answer: LlmCallPageModel, query: CallsQuery })
  list(@Req() request: AdminRequest, @Query(queryOf(CallsQuery)) query: LlmCallFilters): Promise<LlmCallPage> {
    return this.repository.listByFilters({ ...query, companyId: companyOf(this.options, request, query.companyId) });
  }

  @Get('calls/:id')
  @Audited({ action: 'call.read', target: 'id' })
  @Header('Cache-Control', 'no-store')
  @Described({ summary: 'A call', answer: LlmCallModel, errors: [404] })
  async one(@Req() request: AdminRequest, @Param('id') id: string): Promise<LlmCall> {
    const companyId = companyOf(this.options, request);
    return callWithin(companyId, this.repository, id);
  }

  @Get('traces/:traceId')
  @Audited({ action: 'trace.read', target: 'traceId' })
  @Header('Cache-Control', 'no-store')
  @Described({ summary: 'A trace as a tree', answer: LlmTraceNodeModel, errors: [404] })
  async trace(@Req() request: AdminRequest, @Param('traceId') traceId: string): Promise<LlmTraceNode> {
    const companyId = companyOf(this.options, request);
    const tree = await this.repository.getTraceTree(traceId, { companyId, limit: MAX_TRACE_CALLS });
    if (tree.totals.calls === 0) throw new NotFoundException(`There is no call of the trace ${traceId}.`);
    return tree;
  }
}
