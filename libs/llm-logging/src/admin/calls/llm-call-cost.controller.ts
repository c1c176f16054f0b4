import { Get, Header, Inject, Param, Req } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS, LLM_LOGGING_RESOLVED_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import { createPriceBook, type PriceBook } from 'llm-exchange/pricing';
import { LlmCallRepository } from '../../calls/llm-call.repository.js';
import { companyOf } from '../access/admin-scope.js';
import { callWithin } from './call-within.js';
import { callCost, type LlmCallCost } from './call-cost.js';
import { Described } from '../openapi/described.js';
import { LlmCallCostModel } from '../openapi/models/call.models.js';

/** What single calls cost. */
export abstract class LlmCallCostController {
  readonly #prices: PriceBook;

  constructor(
    @Inject(LlmCallRepository) private readonly repository: LlmCallRepository,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) { prices }: ResolvedOptions,
  ) {
    this.#prices = createPriceBook(prices);
  }

  @Get('calls/:id/cost')
  @Header('Cache-Control', 'no-store')
  @Described({ summary: 'What a call costs, by kind of tokens', answer: LlmCallCostModel, errors: [404] })
  async cost(@Req() request: AdminRequest, @Param('id') id: string): Promise<LlmCallCost> {
    const companyId = companyOf(this.options, request);
    const call = await callWithin(companyId, this.repository, id);
    return callCost(this.#prices, call);
  }
}
