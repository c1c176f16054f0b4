import type { RollupColumn } from '../../rollups/schema/tables.js';
import { totalsBy, totalsOf } from '../totals/roll-up.js';
import type { GroupRow } from '../../rollups/plan/question.js';
import type { LlmCallFilters } from '../../storage/filters/call-filters.js';
import type { Scope, StatsFilters } from '../question/stats-filters.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import type { BilledTotals } from '../totals/usage-totals.js';

/** Which calls' cost. Those of a list too: by the filters that rollups do not know, rows are read, for 15 s at most. */
export interface CostStatsQuery
  extends
    StatsFilters,
    Pick<LlmCallFilters, 'sessionId' | 'traceId' | 'taskId' | 'reviewId' | 'minCost' | 'minLatencyMs'> {}

/** Totals, and the same by type, model and provider; a call without the name counts under `unknown`. */
export interface CostStats extends BilledTotals {
  /** Names of the models with calls that have no cost, most calls first. Where these have tokens, give the model a price with `prices`. */
  unpricedModels: string[];
  byCallType: Record<string, BilledTotals>;
  byModel: Record<string, BilledTotals>;
  byProvider: Record<string, BilledTotals>;
}

const MEASURED = [
  'calls',
  'unpriced',
  'uncounted',
  'cost',
  'guessed_cost',
  'prompt_tokens',
  'completion_tokens',
  'total_tokens',
  'cached_prompt_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'audio_prompt_tokens',
  'audio_completion_tokens',
  'image_prompt_tokens',
  'image_completion_tokens',
  'web_searches',
] as const;

/** Types and models are summed separately. */
export async function costStats(reader: RollupReader, scope: Scope): Promise<CostStats> {
  const types = await reader.measures({ ...scope, groupBy: ['call_type'], measures: MEASURED });
  const models = await reader.measures({ ...scope, groupBy: ['model', 'provider'], measures: MEASURED });
  const named = (rows: readonly GroupRow[], column: RollupColumn): Record<string, BilledTotals> =>
    Object.fromEntries([...totalsBy(rows, column)].map(([name, totals]) => [name, totals.billedTotals]));
  const byModel = named(models, 'model');
  return {
    ...totalsOf(types).billedTotals,
    unpricedModels: unpricedIn(byModel),
    byCallType: named(types, 'call_type'),
    byModel,
    byProvider: named(models, 'provider'),
  };
}

function unpricedIn(byModel: Record<string, BilledTotals>): string[] {
  const unpriced = Object.entries(byModel).filter(([, { unpricedCalls }]) => unpricedCalls > 0);
  return unpriced.sort(([, a], [, b]) => b.unpricedCalls - a.unpricedCalls).map(([model]) => model);
}
