import { Body, Delete, ForbiddenException, Get, Header, Inject, Param, Put, Query, Req } from '@nestjs/common';
import { LlmBudgetService, type LlmBudgetFilter } from '../../budgets/llm-budget.service.js';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/llm-logging-options.js';
import { faultsOfBudget } from '../../storage/budgets/check-budget.js';
import type { LlmBudget, LlmBudgetStatus } from '../../storage/budgets/llm-budget.js';
import { companyOf } from '../admin-scope.js';
import { AuditNotes } from '../audit/audit-notes.js';
import { Described } from '../openapi/described.js';
import { BudgetStatusModel, RemovedBudgetModel } from '../openapi/models/budget.models.js';
import { listAnswer } from '../openapi/schema.js';
import { InvalidRequestException } from '../problems/invalid-request.exception.js';
import { queryOf } from '../query-pipe.js';
import { BudgetBody, BudgetsQuery } from './budgets.query.js';

/** Budgets: a request that is limited to a company sees and sets those of its calls alone. */
export abstract class LlmBudgetsController {
  constructor(
    @Inject(LlmBudgetService) private readonly budgets: LlmBudgetService,
    @Inject(AuditNotes) private readonly notes: AuditNotes,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('budgets')
  @Header('Cache-Control', 'no-store')
  @Described({ summary: 'How budgets stand', answer: listAnswer(BudgetStatusModel), query: BudgetsQuery })
  list(@Req() request: AdminRequest, @Query(queryOf(BudgetsQuery)) query: LlmBudgetFilter): Promise<LlmBudgetStatus[]> {
    return this.budgets.status({ ...query, companyId: companyOf(this.options, request, query.companyId) });
  }

  @Put('budgets/:name')
  @Described({
    summary: 'Defines a budget, or changes it',
    answer: listAnswer(BudgetStatusModel),
    body: BudgetBody,
    errors: [415],
  })
  async define(
    @Req() request: AdminRequest,
    @Param('name') name: string,
    @Body(queryOf(BudgetBody)) body: Omit<LlmBudget, 'name'>,
  ): Promise<LlmBudgetStatus[]> {
    const given: unknown = { ...body, name };
    const faults = faultsOfBudget(given);
    if (faults.length > 0)
      throw new InvalidRequestException(
        faults.map(({ field, problem }) => ({ field, message: `${field} ${problem}` })),
      );
    const budget = await this.#ownBudget(request, given as LlmBudget);
    await this.notes.write(request, 'budget.define', name);
    await this.budgets.define(budget);
    return this.budgets.status({ name, companyId: companyOf(this.options, request) });
  }

  @Delete('budgets/:name')
  @Described({ summary: 'Removes a budget with its counters', answer: RemovedBudgetModel, errors: [415] })
  async remove(@Req() request: AdminRequest, @Param('name') name: string): Promise<{ removed: boolean }> {
    const isThere = await this.#mayChange(request, name);
    await this.notes.write(request, 'budget.remove', name);
    await this.budgets.remove(name);
    return { removed: isThere };
  }

  /** @throws ForbiddenException for a budget that is not of the request's company alone. */
  async #ownBudget(request: AdminRequest, budget: LlmBudget): Promise<LlmBudget> {
    const companyId = companyOf(this.options, request, budget.match?.companyId);
    await this.#mayChange(request, budget.name);
    return companyId === undefined ? budget : { ...budget, match: { ...budget.match, companyId } };
  }

  async #mayChange(request: AdminRequest, name: string): Promise<boolean> {
    const existing = (await this.budgets.list()).find((budget) => budget.name === name);
    const companyId = companyOf(this.options, request);
    if (existing !== undefined && companyId !== undefined && existing.match?.companyId !== companyId)
      throw new ForbiddenException('The budget of this name is not of this company alone.');
    return existing !== undefined;
  }
}
