import { callIdBound } from '../../call/call-id.js';
import { hoursOfIds, noteChangedHours } from '../sums/changed-hours.js';
import type { LlmDatabase } from '../llm-database.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';

/** A call that used tokens and has no cost. */
export interface UnpricedCall {
  readonly id: string;
  readonly provider: string | null;
  readonly model: string;
  readonly promptTokens: number;
  readonly completionTokens: number | null;
  readonly cachedPromptTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly startedAt: Date;
}

export interface Repricing {
  /** Calls without a cost that used tokens. */
  readonly unpriced: number;
  /** Those of them that have a cost now. */
  readonly priced: number;
  /** USD, of these. */
  readonly cost: number;
  /** Models that still have no price, with the number of their calls. */
  readonly unknownModels: ReadonlyMap<string, number>;
}

export interface RepricingScope {
  readonly from: Date;
  readonly to: Date;
  readonly isDryRun: boolean;
  /** Told how far it is after each page, and how many calls without a cost there were. */
  readonly onPage?: (at: Date, unpriced: number) => void;
}

const BATCH = 1_000;
const STORE_LIMITS = { statementTimeoutMs: 60_000 };

/**
 * Gives the calls started in `[from, to)` that have tokens but no cost the one that `cost` knows by now. Costs that are there
 * stay as they are, so it can be run again.
 */
export async function repriceCalls(
  database: LlmDatabase,
  { from, to, isDryRun, onPage }: RepricingScope,
  cost: (call: UnpricedCall) => number | null,
): Promise<Repricing> {
  const calls = tableName(database.schema, 'llm_calls');
  const query: Query = (sql, values) => database.query(sql, values);
  const end = callIdBound(to);
  const unknownModels = new Map<string, number>();
  let [unpriced, priced, total] = [0, 0, 0];
  onPage?.(from, unpriced);
  let page = await pageOf(query, calls, { bound: '>=', id: callIdBound(from), end });
  while (page.length > 0) {
    const prices: { id: string; cost: number }[] = [];
    for (const call of page) {
      const price = cost(call);
      if (price === null) unknownModels.set(call.model, (unknownModels.get(call.model) ?? 0) + 1);
      else prices.push({ id: call.id, cost: price });
    }
    if (!isDryRun && prices.length > 0) await store(database, calls, prices);
    unpriced += page.length;
    priced += prices.length;
    total += prices.reduce((sum, { cost: each }) => sum + each, 0);
    onPage?.(page.at(-1)!.startedAt, unpriced);
    page = await pageOf(query, calls, { bound: '>', id: page.at(-1)!.id, end });
  }
  return { unpriced, priced, cost: total, unknownModels };
}

function pageOf(
  query: Query,
  calls: string,
  { bound, id, end }: { bound: '>' | '>='; id: string; end: string },
): Promise<UnpricedCall[]> {
  return query<UnpricedCall>(
    `SELECT id, provider, model, prompt_tokens AS "promptTokens", completion_tokens AS "completionTokens",
  cached_prompt_tokens AS "cachedPromptTokens", cache_write_tokens AS "cacheWriteTokens", started_at AS "startedAt"
FROM ${calls}
WHERE id ${bound} $1 AND id < $2 AND estimated_cost IS NULL AND model IS NOT NULL AND prompt_tokens IS NOT NULL
ORDER BY id LIMIT ${BATCH}`,
    [id, end],
  );
}

async function store(database: LlmDatabase, calls: string, prices: { id: string; cost: number }[]): Promise<void> {
  await database.transaction(STORE_LIMITS, async (query) => {
    // The bounds let the planner leave out the other partitions.
    await query(
      `UPDATE ${calls} AS c SET estimated_cost = p.cost
FROM json_to_recordset($1::json) AS p(id uuid, cost numeric(20,12))
WHERE c.id = p.id AND c.id >= $2 AND c.id <= $3 AND c.estimated_cost IS NULL`,
      [JSON.stringify(prices), prices[0]!.id, prices.at(-1)!.id],
    );
    await noteChangedHours(query, database.schema, hoursOfIds(prices.map(({ id }) => id)));
  });
}
