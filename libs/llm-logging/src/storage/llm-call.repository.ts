import { Injectable } from '@nestjs/common';
import { isCallId } from '../call/call-id.js';
import { LlmQueryError } from '../llm-logging.errors.js';
import { CALL_SELECTION, toCall, type CallRow } from './call-row.js';
import { conditionsOf, type LlmCallFilters } from './call-filters.js';
import { LlmDatabase } from './llm-database.js';
import { LlmCall } from './llm-call.entity.js';
import { cursorAfter, idOfCursor, pageLimit } from './page-cursor.js';
import { removeOldCalls } from './remove-old-calls.js';
import { tableName } from './table-name.js';
import { buildTraceTree, type LlmTraceNode } from './trace-tree.js';

const DAY_MS = 86_400_000;

/** One page of calls, newest first. */
export interface LlmCallPage {
  items: LlmCall[];
  /** Hand it back as `cursor` for the next page; null on the last. */
  nextCursor: string | null;
}

/** Reads and removes rows of `llm_calls`. All methods throw LlmDatabaseUnavailableError while the database does not answer. */
@Injectable()
export class LlmCallRepository {
  readonly #calls: string;
  readonly #refused: string;

  constructor(private readonly database: LlmDatabase) {
    this.#calls = tableName(database.schema, 'llm_calls');
    this.#refused = tableName(database.schema, 'llm_refused_calls');
  }

  /** @returns null where there is no such call. */
  async findById(id: string): Promise<LlmCall | null> {
    if (!isCallId(id)) return null;
    const [call] = await this.#select('id = $1', [id]);
    return call ?? null;
  }

  /** All calls of a trace, or those of one company among them, in the order of their start. */
  async getCallsByTrace(traceId: string, { companyId }: { companyId?: string } = {}): Promise<LlmCall[]> {
    const conditions = conditionsOf({ traceId, companyId });
    return this.#select(`${conditions.toString()} ORDER BY id`, conditions.values);
  }

  /** The calls of a trace as a tree, with totals. A trace without calls is a root without children. */
  async getTraceTree(traceId: string, only: { companyId?: string } = {}): Promise<LlmTraceNode> {
    return buildTraceTree(await this.getCallsByTrace(traceId, only));
  }

  /**
   * One page of the calls that match, newest first. Pages follow ids: calls that are added meanwhile neither shift nor repeat others.
   * @throws LlmQueryError naming the filter that is wrong.
   */
  async listByFilters(filters: LlmCallFilters = {}): Promise<LlmCallPage> {
    const conditions = conditionsOf(filters);
    const limit = pageLimit(filters.limit);
    if (filters.cursor !== undefined) conditions.add('id < ?', idOfCursor(filters.cursor));
    const calls = await this.#select(`${conditions.toString()} ORDER BY id DESC LIMIT ${limit + 1}`, conditions.values);
    const items = calls.slice(0, limit);
    return { items, nextCursor: calls.length > limit ? cursorAfter(items.at(-1)!.id) : null };
  }

  /**
   * Removes the calls started more than so many days ago: whole partitions where all are, batches of rows elsewhere.
   * @returns the number of rows removed.
   */
  async cleanupOldLogs({ daysOld }: { daysOld: number }): Promise<number> {
    if (!Number.isFinite(daysOld) || daysOld < 0) throw new LlmQueryError('daysOld', 'must be a number of days from 0');
    const before = new Date(Date.now() - daysOld * DAY_MS);
    return removeOldCalls((sql, values) => this.database.query(sql, values), this.database.schema, before);
  }

  /** Removes all that was recorded of a user. @returns the number of rows removed. */
  async eraseUser(userId: string): Promise<number> {
    const mention = `"userId":${JSON.stringify(userId)}`;
    await this.database.query(`DELETE FROM ${this.#refused} WHERE position($1 IN record) > 0`, [mention]);
    const [gone] = await this.database.query<{ count: string }>(
      `WITH gone AS (DELETE FROM ${this.#calls} WHERE user_id = $1 RETURNING 1) SELECT count(*) FROM gone`,
      [userId],
    );
    return Number(gone?.count ?? 0);
  }

  async #select(where: string, values: unknown[]): Promise<LlmCall[]> {
    const rows = await this.database.query<CallRow>(
      `SELECT ${CALL_SELECTION} FROM ${this.#calls} WHERE ${where}`,
      values,
    );
    return rows.map(toCall);
  }
}
