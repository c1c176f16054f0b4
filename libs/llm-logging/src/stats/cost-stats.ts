import type { LlmCallFilters } from '../storage/call-filters.js';
import type { StatsRange } from './stats-range.js';

/** Which calls' cost. */
export interface CostStatsQuery
  extends StatsRange, Pick<LlmCallFilters, 'userId' | 'companyId' | 'callType' | 'provider' | 'model'> {}

export interface CostTotals {
  /** USD, of the calls whose price is known. */
  totalCost: number;
  /** Calls in any state. */
  totalCalls: number;
  /** Calls that used tokens, or were answered by a model, but whose price is not known. */
  unpricedCalls: number;
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}

/** Totals, and the same by type, model and provider; a call without the name counts under `unknown`. */
export interface CostStats extends CostTotals {
  /** Names of the models without a price, most calls first: give them one with `prices`. */
  unpricedModels: string[];
  byCallType: Record<string, CostTotals>;
  byModel: Record<string, CostTotals>;
  byProvider: Record<string, CostTotals>;
}

/** One row of {@link costStatsSql}: the totals of one name in one of the groupings. */
export interface CostRow {
  grouping: number;
  name: string | null;
  cost: string | null;
  calls: string;
  unpriced: string;
  prompt: string;
  completion: string;
  total: string;
}

/** All groupings in one pass. */
export function costStatsSql(table: string, where: string): string {
  return `SELECT grouping(call_type, model, provider) AS grouping,
  coalesce(call_type, model, provider) AS name,
  sum(estimated_cost) AS cost,
  count(*) AS calls,
  count(*) FILTER (WHERE estimated_cost IS NULL AND (total_tokens IS NOT NULL OR (status = 'success' AND model IS NOT NULL))) AS unpriced,
  coalesce(sum(prompt_tokens), 0) AS prompt,
  coalesce(sum(completion_tokens), 0) AS completion,
  coalesce(sum(total_tokens), 0) AS total
FROM ${table} WHERE ${where}
GROUP BY GROUPING SETS ((), (call_type), (model), (provider))`;
}

/** Bits of PostgreSQL's `grouping()`: set for each column that a row is not grouped by. */
const OVERALL = 0b111;
const BY_CALL_TYPE = 0b011;
const BY_MODEL = 0b101;
const BY_PROVIDER = 0b110;

export function costStatsOf(rows: readonly CostRow[]): CostStats {
  const named = (grouping: number): Record<string, CostTotals> =>
    Object.fromEntries(
      rows.filter((row) => row.grouping === grouping).map((row) => [row.name ?? 'unknown', totalsOf(row)]),
    );
  const overall = rows.find((row) => row.grouping === OVERALL)!;
  const byModel = named(BY_MODEL);
  return {
    ...totalsOf(overall),
    unpricedModels: unpricedIn(byModel),
    byCallType: named(BY_CALL_TYPE),
    byModel,
    byProvider: named(BY_PROVIDER),
  };
}

function unpricedIn(byModel: Record<string, CostTotals>): string[] {
  const unpriced = Object.entries(byModel).filter(([, { unpricedCalls }]) => unpricedCalls > 0);
  return unpriced.sort(([, a], [, b]) => b.unpricedCalls - a.unpricedCalls).map(([model]) => model);
}

function totalsOf(row: CostRow): CostTotals {
  return {
    totalCost: Number(row.cost ?? 0),
    totalCalls: Number(row.calls),
    unpricedCalls: Number(row.unpriced),
    promptTokens: Number(row.prompt),
    completionTokens: Number(row.completion),
    totalTokens: Number(row.total),
  };
}
