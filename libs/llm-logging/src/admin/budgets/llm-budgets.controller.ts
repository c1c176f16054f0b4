import { Body, Delete, ForbiddenException, Get, Header, Inject, Param, Put, Query, Req } from '@nestjs/common';
import { LlmBudgetService, type LlmBudgetFilter } from '../../budgets/llm-budget.service.js';
import { LlmBudgetAccessError } from '../../errors.js';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import { budget as budgetOption } from '../../options/budgets.options.js';
import { faultsOf } from '../../options/schema/faults-of.js';
import { mayChange } from '../../storage/budgets/budget-rules.js';
import type { LlmBudget } from '../../options/budgets.options.js';
import type { LlmBudgetStatus } from '../../budgets/llm-budget-status.js';
import { companyOf } from '../access/admin-scope.js';
import { AuditNotes } from '../audit/audit-notes.js';
import { Described } from '../openapi/described.js';
import type { LlmChangeableBudget } from './llm-changeable-budget.js';
import { BudgetRuleModel, BudgetStatusModel, RemovedBudgetModel } from '../openapi/models/budget.models.js';
import { listAnswer } from '../openapi/schema.js';
import { InvalidRequestException } from '../problems/invalid-request.exception.js';
import { queryOf } from '../requests/query-pipe.js';
import { BudgetBody, BudgetRulesQuery, BudgetsQuery } from './budgets.query.js';

/** Budgets: a request that is limited to a company sees those of its calls alone, and changes those that such a request has defined. */
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

  @Get('budget-rules')
  @Header('Cache-Control', 'no-store')
  @Described({
    summary: 'Budgets as they were defined, and whether the request may change them',
    answer: listAnswer(BudgetRuleModel),
    query: BudgetRulesQuery,
  })
  async rules(
    @Req() request: AdminRequest,
    @Query(queryOf(BudgetRulesQuery)) query: Omit<LlmBudgetFilter, 'subject'>,
  ): Promise<LlmChangeableBudget[]> {
    const scope = companyOf(this.options, request);
    const rules = await this.budgets.list({ ...query, companyId: companyOf(this.options, request, query.companyId) });
    return rules.map((rule) => ({ ...rule, mayChange: mayChange(rule, scope) }));
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
    @Body(queryOf(BudgetBody)) body: Omit<LlmBudget, 'name'> & { name?: string },
  ): Promise<LlmBudgetStatus[]> {
    if (body.name !== undefined && body.name !== name)
      throw new InvalidRequestException([{ field: 'name', message: 'name must be that of the path, or left out' }]);
    const given: unknown = { ...body, name };
    const faults = faultsOf(budgetOption, given);
    if (faults.length > 0)
      throw new InvalidRequestException(
        faults.map(({ field, problem }) => ({ field, message: `${field} ${problem}` })),
      );
    const budget = given as LlmBudget;
    companyOf(this.options, request, budget.match?.companyId);
    const scope = companyOf(this.options, request);
    await this.#checkChange(name, scope);
    await this.notes.write(request, 'budget.define', name);
    if (scope === undefined) await this.budgets.define(budget);
    else await permitted(this.budgets.defineFor(scope, budget));
    return this.budgets.status({ name, companyId: scope });
  }

  @Delete('budgets/:name')
  @Described({ summary: 'Removes a budget with its counters', answer: RemovedBudgetModel, errors: [415] })
  async remove(@Req() request: AdminRequest, @Param('name') name: string): Promise<{ removed: boolean }> {
    const scope = companyOf(this.options, request);
    const isThere = await this.#checkChange(name, scope);
    await this.notes.write(request, 'budget.remove', name);
    if (scope === undefined) await this.budgets.remove(name);
    else await permitted(this.budgets.removeFor(scope, name));
    return { removed: isThere };
  }

  /** @returns whether there is a budget of that name. @throws ForbiddenException where it is not the company's to change. */
  async #checkChange(name: string, companyId: string | undefined): Promise<boolean> {
    const [existing] = await this.budgets.list({ name });
    if (existing !== undefined && !mayChange(existing, companyId))
      throw new ForbiddenException(
        'The budget of this name was not defined by this company: ask whoever runs the application, or choose another name.',
      );
    return existing !== undefined;
  }
}

/** What was refused in the transaction of the change, whatever was seen before it. @throws ForbiddenException */
async function permitted<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof LlmBudgetAccessError) throw new ForbiddenException(error.message);
    throw error;
  }
}
