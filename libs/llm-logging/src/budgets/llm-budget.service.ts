import { Inject, Injectable } from '@nestjs/common';
import type { LlmContext } from 'llm-exchange/call';
import { LlmContextService } from '../context/llm-context.service.js';
import { LlmQueryError } from '../errors.js';
import { faultsOfBudget } from '../storage/budgets/check-budget.js';
import { readRules, ruleFor, type LlmBudgetRule } from '../storage/budgets/budget-rules.js';
import type { LlmBudget, LlmBudgetStatus } from '../storage/budgets/llm-budget.js';
import { readCounters, type CounterRow } from '../storage/budgets/read-counters.js';
import { readBudgets, type BudgetSource, type StoredBudget } from '../storage/budgets/stored-budgets.js';
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

/** Budgets: defines and removes them, tells how they stand, and refuses what is past them. */
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
   * @param source for whom: the admin API says `company` for a request that is limited to one, which changes no budget of others.
   * @throws LlmQueryError for a wrong member, LlmDatabaseUnavailableError
   */
  async define(budget: LlmBudget, source: Exclude<BudgetSource, 'options'> = 'service'): Promise<void> {
    const [fault] = faultsOfBudget(budget);
    if (fault !== undefined) throw new LlmQueryError(fault.field, fault.problem);
    await this.keeper.write([budget], source);
    await this.keeper.recount();
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
    await this.gate.settled();
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

function isWanted(budget: StoredBudget, { name, companyId }: LlmBudgetFilter): boolean {
  if (name !== undefined && budget.name !== name) return false;
  return companyId === undefined || budget.per === 'company' || budget.match?.companyId === companyId;
}

function isOfCompany({ per, match }: StoredBudget, subject: string, { companyId }: LlmBudgetFilter): boolean {
  return companyId === undefined || match?.companyId === companyId || (per === 'company' && subject === companyId);
}

/** With counters that nothing was spent from: a budget's only one, those with limits of their own, and the one that is asked for. */
function withEmpty(budget: StoredBudget, counters: readonly CounterRow[], { subject }: LlmBudgetFilter): CounterRow[] {
  const own = counters.filter((counter) => counter.budget === budget.name);
  const known = new Set(own.map((counter) => counter.subject));
  const expected =
    budget.per === undefined
      ? subject === undefined
        ? ['']
        : []
      : subject !== undefined
        ? [subject]
        : Object.keys(budget.limits ?? {});
  const empty = expected.filter((each) => !known.has(each));
  return [
    ...own,
    ...empty.map((each) => ({ budget: budget.name, subject: each, spent: '0', blocked: '0', reserved: '0' })),
  ];
}
