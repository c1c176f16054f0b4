import { groupedBy, nameOf, totalsOf } from '../sums/roll-up.js';
import type { Scope } from '../question/stats-filters.js';
import type { SumsReader } from '../sums/sums-reader.js';

/** A model of which calls have no known price: give it one with the option `prices`, then `npx nestjs-llm-logging reprice`. */
export interface UnpricedModel {
  provider: string;
  model: string;
  unpricedCalls: number;
  /** Of all its calls. */
  totalCalls: number;
  totalTokens: number;
}

export async function unpricedModels(reader: SumsReader, scope: Scope): Promise<UnpricedModel[]> {
  const rows = await reader.measures({ ...scope, groupBy: ['provider', 'model'] });
  const models = [...groupedBy(rows, ({ provider, model }) => JSON.stringify([provider, model])).values()].map(
    (those) => {
      const totals = totalsOf(those);
      return {
        provider: nameOf(those[0]!, 'provider'),
        model: nameOf(those[0]!, 'model'),
        unpricedCalls: totals.get('unpriced'),
        totalCalls: totals.get('calls'),
        totalTokens: totals.get('total_tokens'),
      };
    },
  );
  return models.filter(({ unpricedCalls }) => unpricedCalls > 0).sort((a, b) => b.unpricedCalls - a.unpricedCalls);
}
