import type { LlmCallFilters } from '../storage/call-filters.js';
import type { SumColumn } from '../storage/sums/sum-tables.js';
import { totalsBy, totalsOf } from './roll-up.js';
import type { StatsRange } from './stats-range.js';
import type { Scope } from './stats-filters.js';
import type { SumsReader } from './sums-reader.js';

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

const MEASURED = ['calls', 'unpriced', 'cost', 'prompt_tokens', 'completion_tokens', 'total_tokens'] as const;

/** All groupings from one reading. */
export async function costStats(reader: SumsReader, { time, filters }: Scope): Promise<CostStats> {
  const rows = await reader.measures({
    time,
    filters,
    groupBy: ['call_type', 'model', 'provider'],
    measures: MEASURED,
  });
  const named = (column: SumColumn): Record<string, CostTotals> =>
    Object.fromEntries([...totalsBy(rows, column)].map(([name, totals]) => [name, totals.costTotals]));
  const byModel = named('model');
  return {
    ...totalsOf(rows).costTotals,
    unpricedModels: unpricedIn(byModel),
    byCallType: named('call_type'),
    byModel,
    byProvider: named('provider'),
  };
}

function unpricedIn(byModel: Record<string, CostTotals>): string[] {
  const unpriced = Object.entries(byModel).filter(([, { unpricedCalls }]) => unpricedCalls > 0);
  return unpriced.sort(([, a], [, b]) => b.unpricedCalls - a.unpricedCalls).map(([model]) => model);
}
