import { groupedBy, nameOf, totalsOf } from '../totals/roll-up.js';
import type { Scope } from '../question/stats-filters.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';

/** A model with calls that have no cost. Where they have tokens, give it a price with the option `prices`, then `npx nestjs-llm-logging reprice`. */
export interface UnpricedModel {
  provider: string;
  model: string;
  unpricedCalls: number;
  /** Those of them whose tokens are not known: no price helps them. */
  uncountedCalls: number;
  /** Of all its calls. */
  totalCalls: number;
  totalTokens: number;
}

const MEASURED = ['calls', 'unpriced', 'uncounted', 'total_tokens'] as const;

export async function unpricedModels(reader: RollupReader, scope: Scope): Promise<UnpricedModel[]> {
  const rows = await reader.measures({ ...scope, groupBy: ['provider', 'model'], measures: MEASURED });
  const models = [...groupedBy(rows, ({ provider, model }) => JSON.stringify([provider, model])).values()].map(
    (those) => {
      const totals = totalsOf(those);
      return {
        provider: nameOf(those[0]!, 'provider'),
        model: nameOf(those[0]!, 'model'),
        unpricedCalls: totals.get('unpriced'),
        uncountedCalls: totals.get('uncounted'),
        totalCalls: totals.get('calls'),
        totalTokens: totals.get('total_tokens'),
      };
    },
  );
  return models.filter(({ unpricedCalls }) => unpricedCalls > 0).sort((a, b) => b.unpricedCalls - a.unpricedCalls);
}
