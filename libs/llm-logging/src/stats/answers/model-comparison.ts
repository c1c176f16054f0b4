import { groupedBy, nameOf, percentilesOf, totalsOf } from '../totals/roll-up.js';
import type { GroupRow } from '../../rollups/plan/question.js';
import type { RollupReader, TimedRow } from '../../rollups/read/rollup-reader.js';
import { ratio } from '../totals/totals.js';
import type { Scope, StatsFilters } from '../question/stats-filters.js';
import type { LatencyPercentiles, UsageTotals } from '../totals/usage-totals.js';

/** Give a `callType` to compare like with like. */
export type CompareModelsQuery = StatsFilters;

export interface ModelComparison extends UsageTotals, LatencyPercentiles {
  model: string;
  provider: string;
  /** USD per call whose price is known; null without such calls. */
  costPerCall: number | null;
  promptTokensPerCall: number | null;
  completionTokensPerCall: number | null;
}

export async function compareModels(reader: RollupReader, scope: Scope): Promise<ModelComparison[]> {
  const question = { ...scope, groupBy: ['provider', 'model'] as const };
  const { rows, timed } = await reader.timed(question);
  const keyOf = ({ provider, model }: GroupRow | TimedRow): string => JSON.stringify([provider, model]);
  const timedByModel = groupedBy(timed, keyOf);
  const models = [...groupedBy(rows, keyOf)].map(([key, those]) => {
    const [{ provider, model }] = those as [GroupRow];
    const totals = totalsOf(those);
    const calls = totals.get('calls');
    return {
      model: nameOf({ model }, 'model'),
      provider: nameOf({ provider }, 'provider'),
      ...totals.usageTotals,
      ...percentilesOf(timedByModel.get(key) ?? []),
      costPerCall: ratio(totals.cost, totals.get('priced')),
      promptTokensPerCall: ratio(totals.get('prompt_tokens'), calls),
      completionTokensPerCall: ratio(totals.get('completion_tokens'), calls),
    };
  });
  return models.sort((a, b) => b.totalCalls - a.totalCalls);
}
