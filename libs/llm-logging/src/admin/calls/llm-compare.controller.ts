import { Get, Header, Inject, Query, Req } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { CALL_MEMBERS, type CallMember } from 'llm-exchange/call';
import { LlmQueryError } from '../../errors.js';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import type { LlmCall } from '../../storage/rows/llm-call.entity.js';
import { LlmCallRepository } from '../../calls/llm-call.repository.js';
import { companyOf } from '../access/admin-scope.js';
import { callWithin } from './call-within.js';
import { Audited } from '../audit/audited.js';
import { CompareQuery } from './calls.query.js';
import type { LlmCallComparison } from './llm-call-comparison.js';
import { Described } from '../openapi/described.js';
import { LlmCallComparisonModel } from '../openapi/models/group.models.js';
import { queryOf } from '../requests/query-pipe.js';

/** What differs between any two calls. */
const OWN: ReadonlySet<CallMember> = new Set(['id', 'startedAt', 'completedAt', 'traceId', 'parentCallId']);
const COMPARED = CALL_MEMBERS.filter((member) => !OWN.has(member));

/** Two calls beside each other. */
export abstract class LlmCompareController {
  constructor(
    @Inject(LlmCallRepository) private readonly repository: LlmCallRepository,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('compare')
  @Audited({ action: 'calls.compare' })
  @Header('Cache-Control', 'no-store')
  @Described({
    summary: 'Two calls, and in what they differ',
    answer: LlmCallComparisonModel,
    query: CompareQuery,
    errors: [404],
  })
  async compare(
    @Req() request: AdminRequest,
    @Query(queryOf(CompareQuery)) query: { a?: string; b?: string },
  ): Promise<LlmCallComparison> {
    const companyId = companyOf(this.options, request);
    const [a, b] = [await this.#call('a', query.a, companyId), await this.#call('b', query.b, companyId)];
    return { a, b, differences: COMPARED.filter((member) => !isDeepStrictEqual(a[member], b[member])) };
  }

  async #call(name: string, id: string | undefined, companyId: string | undefined): Promise<LlmCall> {
    if (id === undefined) throw new LlmQueryError(name, 'must be the id of a call');
    return callWithin(companyId, this.repository, id);
  }
}
