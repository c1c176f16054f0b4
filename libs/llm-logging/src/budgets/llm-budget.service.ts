import { Inject, Injectable } from '@nestjs/common';
import type { LlmContext } from 'llm-exchange/call';
import { LlmContextService } from '../context/llm-context.service.js';
import { LlmQueryError } from '../errors.js';
import { budget as budgetOption } from '../options/budgets.options.js';
import { faultsOf } from '../options/schema/faults-of.js';
import { readRules, ruleFor, type LlmBudgetRule } from '../storage/budgets/budget-rules.js';
import type { LlmBudget } from '../options/budgets.options.js';
import type { LlmBudgetStatus } from './llm-budget-status.js';
import { readCounters, type CounterRow } from '../storage/budgets/read-counters.js';
import { readBudgets, type StoredBudget } from '../storage/budgets/stored-budgets.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { BudgetGate } from './budget-gate.js';
import { BudgetKeeper } from './budget-keeper.js';
import { statusOf } from './budget-status.js';

/** Which budgets, and of which value of `per`. */
export interface LlmBudgetFilter {
  name?: string | undefined;
  subject?: string | undefined;
  /** Only what is of this company: its counter of budgets per company, and budgets of its calls alone. */
  companyId?: string | undefined;
}

/** Budgets: defines and removes them, reports how they stand, and refuses what is past them. */
@Injectable()
export class LlmBudgetService {
  constructor(
    @Inject(LlmDatabase) private readonly database: LlmDatabase,
    @Inject(BudgetKeeper) private readonly keeper: BudgetKeeper,
    @Inject(BudgetGate) private readonly gate: BudgetGate,
    @Inject(LlmContextService) private readonly contexts: LlmContextService,
  ) {}

  /**
   * Defines a budget, or changes the one of that name. What was spent since its window began counts. Other processes know of it with the next calls
   * that they store, or within half a minute.
   * @throws LlmQueryError for a wrong member, LlmDatabaseUnavailableError
   */
  async define(budget: LlmBudget): Promise<void> {
    check(budget);
    await this.keeper.write(budget);
    await this.keeper.recount();
  }

  /**
   * Defines a budget of a company's own, as for a page on which an application's customers set limits for themselves: it matches calls of
   * that company alone. It cannot change a budget that anybody else defined, also none of this company's calls, and a company has 100 at most.
   * @throws LlmQueryError for a wrong member, LlmBudgetAccessError, LlmDatabaseUnavailableError
   */
  async defineFor(companyId: string, budget: LlmBudget): Promise<void> {
    const own = { ...budget, match: { ...budget.match, companyId } };
    check(own);
    // A function of this process's estimates would be of all companies' calls.
    if (typeof budget.estimateUsd === 'function') throw new LlmQueryError('estimateUsd', 'must be a number of USD');
    await this.keeper.writeFor(companyId, own);
    await this.keeper.recount();
  }

  /**
   * Removes a budget that {@link defineFor} defined; there need not be one of that name.
   * @returns whether there was one.
   * @throws LlmBudgetAccessError, LlmDatabaseUnavailableError
   */
  async removeFor(companyId: string, name: string): Promise<boolean> {
    return this.keeper.remove(name, companyId);
  }

  /**
   * Removes a budget with its counters; there need not be one of that name. One of the options comes back with the next start.
   * @throws LlmDatabaseUnavailableError
   */
  async remove(name: string): Promise<void> {
    await this.keeper.remove(name);
  }

  /**
   * All budgets as they were defined, by name.
   * @param filter of `name` and `companyId`: of budgets per company, the limits of other companies are left out.
   * @throws LlmDatabaseUnavailableError
   */
  async list({ name, companyId }: Omit<LlmBudgetFilter, 'subject'> = {}): Promise<LlmBudgetRule[]> {
    const rules = await readRules((sql, values) => this.database.query(sql, values), this.database.schema);
    return rules.flatMap((rule) => (name === undefined || rule.name === name ? (ruleFor(rule, companyId) ?? []) : []));
  }

  /**
   * How budgets stand in the windows that run, the fullest first: each counter that was spent from, and each budget without `per`.
   * @throws LlmDatabaseUnavailableError
   */
  async status(filter: LlmBudgetFilter = {}): Promise<LlmBudgetStatus[]> {
    await this.gate.refusalsStored();
    const query = <Row>(sql: string, values?: unknown[]): Promise<Row[]> => this.database.query<Row>(sql, values);
    const { budgets } = await readBudgets(query, this.database.schema);
    const wanted = budgets.filter((budget) => isWanted(budget, filter));
    const now = Date.now();
    const counters = await readCounters(query, this.database.schema, wanted, now, filter.subject);
    const statuses = wanted.flatMap((budget) =>
      withEmpty(budget, counters, filter)
        .filter(({ subject }) => isOfCompany(budget, subject, filter))
        .map((counter) => statusOf(budget, counter, now)),
    );
    return statuses.sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1));
  }

  /**
   * Calls of this process, since its start, that blocking budgets were not asked about because the database was away: let through, or
   * refused, as `onUnavailable` says.
   */
  get unanswered(): { readonly allowed: number; readonly blocked: number } {
    return { ...this.gate.unanswered };
  }

  /**
   * Asks whether a call of this context would be made, before work that leads to one.
   * @param context what is not given comes from the current context.
   * @throws LlmBudgetExceededError where a budget with `onLimit: 'block'` is used up.
   */
  async check(context: Partial<LlmContext> = {}): Promise<void> {
    if (!this.gate.isActive) return;
    const reservation = await this.gate.admit({ ...this.contexts.current(), ...context });
    reservation.cancel();
  }
}

function check(budget: LlmBudget): void {
  const [fault] = faultsOf(budgetOption, budget);
  if (fault !== undefined) throw new LlmQueryError(fault.field, fault.problem);
}

function isWanted(budget: StoredBudget, { name, companyId }: LlmBudgetFilter): boolean {
  if (name !== undefined && budget.name !== name) return false;
  return companyId === undefined || budget.per === 'company' || budget.match?.companyId === companyId;
}

function isOfCompany({ per, match }: StoredBudget, subject: string, { companyId }: LlmBudgetFilter): boolean {
  return companyId === undefined || match?.companyId === companyId || (per === 'company' && subject === companyId);
}

/** With counters that nothing was spent from: a budget's only one, those with limits of their own, and the one that is asked for. */
function withEmpty(
  budget: StoredBudget,
  counters: readonly CounterRow[],
  { subject, companyId }: LlmBudgetFilter,
): CounterRow[] {
  const own = counters.filter((counter) => counter.budget === budget.name);
  const known = new Set(own.map((counter) => counter.subject));
  const expected =
    budget.per === undefined
      ? subject === undefined
        ? ['']
        : []
      : subject !== undefined
        ? [subject]
        : [
            ...Object.keys(budget.limits ?? {}),
            ...(budget.per === 'company' && companyId !== undefined ? [companyId] : []),
          ];
  const empty = [...new Set(expected)].filter((each) => !known.has(each));
  return [
    ...own,
    ...empty.map((each) => ({ budget: budget.name, subject: each, spent: '0', blocked: '0', reserved: '0' })),
  ];
}
