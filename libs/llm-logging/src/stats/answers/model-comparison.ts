import { groupedBy, nameOf, percentilesOf, totalsOf } from '../sums/roll-up.js';
import type { SumsReader } from '../sums/sums-reader.js';
import { ratio } from '../sums/totals.js';
import type { Scope, StatsFilters } from '../question/stats-filters.js';
import type { LatencyPercentiles, UsageTotals } from '../sums/usage-totals.js';

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

export async function compareModels(reader: SumsReader, scope: Scope): Promise<ModelComparison[]> {
  const question = { ...scope, groupBy: ['provider', 'model'] as const };
  const rows = groupedBy(await reader.measures(question), ({ provider, model }) => JSON.stringify([provider, model]));
  const timed = await reader.histograms(question);
  const models = [...rows.values()].map((those) => {
    const [{ provider, model }] = those as [(typeof those)[number]];
    const totals = totalsOf(those);
    const calls = totals.get('calls');
    return {
      model: nameOf({ model }, 'model'),
      provider: nameOf({ provider }, 'provider'),
      ...totals.usageTotals,
      ...percentilesOf(timed, (row) => row.provider === provider && row.model === model),
      costPerCall: ratio(totals.cost, totals.get('priced')),
      promptTokensPerCall: ratio(totals.get('prompt_tokens'), calls),
      completionTokensPerCall: ratio(totals.get('completion_tokens'), calls),
    };
  });
  return models.sort((a, b) => b.totalCalls - a.totalCalls);
}
