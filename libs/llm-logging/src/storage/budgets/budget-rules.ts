import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import type { LlmBudget } from '../../options/budgets.options.js';
import type { BudgetSource } from './stored-budgets.js';

/** A budget as it was defined, with its defaults. */
export interface LlmBudgetRule extends Omit<LlmBudget, 'estimateUsd'> {
  timeZone: string;
  alerts: readonly number[];
  /** USD; not there where the estimate is a function, or by default. */
  estimateUsd?: number;
  /** `options`: written again at each start. `service`: by `LlmBudgetService` or the admin API. `company`: by a request that is limited to that company. */
  source: BudgetSource;
}

/** All of them, by name. */
export function readRules(query: Query, schema: string | undefined): Promise<LlmBudgetRule[]> {
  return query<{ rule: Omit<LlmBudgetRule, 'source'>; source: BudgetSource }>(
    `SELECT rule, source FROM ${tableName(schema, 'llm_budgets')} ORDER BY name`,
  ).then((rows) => rows.map(({ rule, source }) => ({ ...rule, source })));
}

/** Whether a request that is limited to a company may change a budget: only those that such a request has defined. */
export function mayChange({ source, match }: LlmBudgetRule, companyId: string | undefined): boolean {
  return companyId === undefined || (source === 'company' && match?.companyId === companyId);
}

/** What a company may see of a budget, which is nothing of other companies; undefined for one that is not about it. */
export function ruleFor(rule: LlmBudgetRule, companyId: string | undefined): LlmBudgetRule | undefined {
  if (companyId === undefined || rule.match?.companyId === companyId) return rule;
  if (rule.per !== 'company' || rule.match?.companyId !== undefined) return undefined;
  const { limits, ...rest } = rule;
  const own = limits !== undefined && Object.hasOwn(limits, companyId) ? limits[companyId] : undefined;
  return own === undefined ? rest : { ...rest, limits: { [companyId]: own } };
}
