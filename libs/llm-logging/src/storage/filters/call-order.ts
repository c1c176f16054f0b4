import { isCallId } from 'llm-exchange/call';
import { LlmQueryError } from '../../errors.js';

/** Where a condition is added; see `Conditions`. */
interface OrderConditions {
  readonly values: unknown[];
  add(clause: string, value: unknown): this;
  and(clause: string): this;
}

/** What a row is sorted by. */
interface OrderedRow {
  readonly id: string;
  readonly estimatedCost: string | null;
  readonly latencyMs: number | null;
  readonly totalTokens: number | null;
}

/** What lists of calls can be sorted by. */
const SORTED_BY = {
  time: { column: 'id', member: 'id' },
  cost: { column: 'estimated_cost', member: 'estimatedCost' },
  latency: { column: 'latency_ms', member: 'latencyMs' },
  tokens: { column: 'total_tokens', member: 'totalTokens' },
} as const satisfies Record<string, { column: string; member: keyof OrderedRow }>;

export type LlmCallSort = keyof typeof SORTED_BY;
export type LlmSortOrder = 'asc' | 'desc';

export const CALL_SORTS = Object.keys(SORTED_BY) as LlmCallSort[];
export const SORT_ORDERS: readonly LlmSortOrder[] = ['asc', 'desc'];

/** How a list is sorted. Calls without the value come last, whichever way. */
export interface CallOrder {
  readonly sort: LlmCallSort;
  readonly order: LlmSortOrder;
}

/** @throws LlmQueryError */
export function callOrder(sort: unknown, order: unknown): CallOrder {
  return { sort: oneOf('sort', sort ?? 'time', CALL_SORTS), order: oneOf('order', order ?? 'desc', SORT_ORDERS) };
}

function oneOf<T extends string>(field: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new LlmQueryError(field, `must be one of ${allowed.join(', ')}`);
  return found;
}

/** As `ORDER BY` takes it. Equal ones follow their ids, so that pages neither repeat nor leave out any. */
export function orderSql({ sort, order }: CallOrder): string {
  const { column } = SORTED_BY[sort];
  return sort === 'time' ? `id ${order}` : `${column} ${order} NULLS LAST, id ${order}`;
}

/** The place after a call in its order, as a text for the outside. */
export function placeAfter({ sort, order }: CallOrder, row: OrderedRow): string {
  const value = row[SORTED_BY[sort].member];
  const text = value === null ? null : String(value);
  return Buffer.from(JSON.stringify([sort, order, text, row.id])).toString('base64url');
}

/** Adds that calls come after such a place. @throws LlmQueryError for one of another order. */
export function addPlace(conditions: OrderConditions, by: CallOrder, cursor: unknown): void {
  const { value, id } = placeOf(by, cursor);
  const { column } = SORTED_BY[by.sort];
  const beyond = by.order === 'desc' ? '<' : '>';
  if (by.sort === 'time') {
    conditions.add(`id ${beyond} ?`, id);
  } else if (value === null) {
    conditions.and(`${column} IS NULL`).add(`id ${beyond} ?`, id);
  } else {
    conditions.values.push(value, id);
    const [bound, last] = [`$${conditions.values.length - 1}`, `$${conditions.values.length}`];
    conditions.and(
      `(${column} ${beyond} ${bound} OR (${column} = ${bound} AND id ${beyond} ${last}) OR ${column} IS NULL)`,
    );
  }
}

function placeOf({ sort, order }: CallOrder, cursor: unknown): { value: string | null; id: string } {
  const [ofSort, ofOrder, value, id] = partsOf(cursor);
  if (ofSort !== sort || ofOrder !== order || !isCallId(id) || !(value === null || isNumberOrId(value, id)))
    throw new LlmQueryError('cursor', 'must be the nextCursor of an earlier answer in the same order');
  return { value, id };
}

function isNumberOrId(value: unknown, id: string): value is string {
  return typeof value === 'string' && (value === id || /^\d+(\.\d+)?$/.test(value));
}

function partsOf(cursor: unknown): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(String(cursor), 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
