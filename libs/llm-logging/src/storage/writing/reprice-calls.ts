import { callIdBound, type LlmUsageDetails } from 'llm-exchange/call';
import { countedBeforeSql } from '../budgets/counted-calls.js';
import { countRows } from '../budgets/count-spending.js';
import { BEFORE_WRITING } from './erased-lines.js';
import { hoursOfIds, noteChangedHours } from './changed-hours.js';
import type { LlmDatabase } from '../llm-database.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';

/** A call that was answered and has no cost. */
export interface UnpricedCall {
  readonly id: string;
  readonly provider: string | null;
  readonly model: string;
  readonly requestModel: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly cachedPromptTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly serviceTier: string | null;
  readonly usageDetails: LlmUsageDetails | null;
  /** Only of calls that are older than `usageDetails`. */
  readonly audioPromptTokens: number | null;
  readonly audioCompletionTokens: number | null;
  readonly startedAt: Date;
}

export interface Repricing {
  /** Calls without a cost that used tokens. */
  readonly unpriced: number;
  /** Those of them that have a cost now. */
  readonly priced: number;
  /** USD, of these. */
  readonly cost: number;
  /** Calls without a cost whose tokens are not known: no price helps them. */
  readonly withoutTokens: number;
  /** Models that still have no price, with the number of their calls. */
  readonly unknownModels: ReadonlyMap<string, number>;
}

/** Why a call has no cost still: its tokens are not known, or no price. */
export type MissingPrice = 'no_tokens' | 'no_price';

export interface RepricingScope {
  readonly from: Date;
  readonly to: Date;
  readonly isDryRun: boolean;
  /** Called after each page: how far it is, and how many calls without a cost there were. */
  readonly onPage?: (at: Date, unpriced: number) => void;
}

const BATCH = 1_000;
const STORE_LIMITS = { statementTimeoutMs: 60_000 };

/**
 * Gives the calls started in `[from, to)` that have tokens but no cost the one that `price` knows by now. Costs that are there
 * stay as they are, so it can be run again.
 */
export async function repriceCalls(
  database: LlmDatabase,
  { from, to, isDryRun, onPage }: RepricingScope,
  price: (call: UnpricedCall) => number | MissingPrice,
): Promise<Repricing> {
  const calls = tableName(database.schema, 'llm_calls');
  const query: Query = (sql, values) => database.query(sql, values);
  const end = callIdBound(to);
  const unknownModels = new Map<string, number>();
  let [unpriced, priced, total, withoutTokens] = [0, 0, 0, 0];
  onPage?.(from, unpriced);
  let page = await pageOf(query, calls, { bound: '>=', id: callIdBound(from), end });
  while (page.length > 0) {
    const prices: { id: string; cost: number }[] = [];
    for (const call of page) {
      const cost = price(call);
      if (typeof cost === 'number') prices.push({ id: call.id, cost });
      else if (cost === 'no_tokens') withoutTokens += 1;
      else unknownModels.set(call.model, (unknownModels.get(call.model) ?? 0) + 1);
    }
    if (!isDryRun && prices.length > 0) await store(database, calls, prices);
    unpriced += page.length;
    priced += prices.length;
    total += prices.reduce((sum, { cost: each }) => sum + each, 0);
    onPage?.(page.at(-1)!.startedAt, unpriced);
    page = await pageOf(query, calls, { bound: '>', id: page.at(-1)!.id, end });
  }
  return { unpriced: unpriced - withoutTokens, priced, cost: total, withoutTokens, unknownModels };
}

function pageOf(
  query: Query,
  calls: string,
  { bound, id, end }: { bound: '>' | '>='; id: string; end: string },
): Promise<UnpricedCall[]> {
  return query<UnpricedCall>(
    `SELECT id, provider, model, request_model AS "requestModel", prompt_tokens AS "promptTokens", completion_tokens AS "completionTokens",
  cached_prompt_tokens AS "cachedPromptTokens", cache_write_tokens AS "cacheWriteTokens", reasoning_tokens AS "reasoningTokens",
  service_tier AS "serviceTier", usage_details AS "usageDetails", ${audioIn('audioPromptTokens')}, ${audioIn('audioCompletionTokens')}, started_at AS "startedAt"
FROM ${calls}
WHERE id ${bound} $1 AND id < $2 AND estimated_cost IS NULL AND model IS NOT NULL AND (num_nonnulls(prompt_tokens, usage_details) > 0 OR status = 'success')
ORDER BY id LIMIT ${BATCH}`,
    [id, end],
  );
}

function audioIn(name: string): string {
  return `CASE WHEN jsonb_typeof(metadata->'${name}') = 'number' THEN (metadata->>'${name}')::double precision END AS "${name}"`;
}

async function store(database: LlmDatabase, calls: string, prices: { id: string; cost: number }[]): Promise<void> {
  await database.transaction(STORE_LIMITS, async (query) => {
    await query(BEFORE_WRITING.sql);
    // The bounds let the planner leave out the other partitions.
    const priced = await query<{ id: string }>(
      `WITH priced AS (UPDATE ${calls} AS c SET estimated_cost = p.cost, counted_before = ${countedBeforeSql('c')}
FROM json_to_recordset($1::json) AS p(id uuid, cost numeric(20,12))
WHERE c.id = p.id AND c.id >= $2 AND c.id <= $3 AND c.estimated_cost IS NULL RETURNING c.id) SELECT id FROM priced`,
      [JSON.stringify(prices), prices[0]!.id, prices.at(-1)!.id],
    );
    const ids = priced.map(({ id }) => id);
    await countRows(query, database.schema, ids);
    await noteChangedHours(query, database.schema, hoursOfIds(ids));
  });
}
