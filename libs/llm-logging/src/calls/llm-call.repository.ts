import { addPlace, callOrder, orderSql, placeAfter, type CallOrder } from '../storage/filters/call-order.js';
import { Inject, Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { isCallId, TEXT_MEMBERS } from 'llm-exchange/call';
import { LlmQueryError } from '../errors.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { ask } from '../storage/read-only.js';
import { PAGE_BYTES, readBounded, type BoundedRows } from './bounded-page.js';
import { boundedTrace } from './bounded-trace.js';
import { CALL_SELECTION, callSelectionWithout, toCall, type CallRow } from '../storage/rows/call-row.js';
import { conditionsOf, type LlmCallFilters } from '../storage/filters/call-filters.js';
import { pagesOfCalls } from './call-pages.js';
import { exportCalls, type LlmExportFormat } from './export-calls.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { LlmCall } from '../storage/rows/llm-call.entity.js';
import { checkStorable } from '../storage/filters/storable.js';
import { cursorAfter, idOfCursor, pageLimit } from '../storage/filters/page-cursor.js';
import { eraseUser, type EraseUserOptions } from '../retention/removal/erase-user.js';
import type { RunTransaction } from '../retention/removal/call-removal.js';
import { removeCalls } from '../retention/removal/remove-calls.js';
import { newestMatches } from './newest-matches.js';
import { tableName } from '../storage/table-name.js';
import { buildTraceTree, type LlmTraceNode } from './trace-tree.js';

/** One page of calls: as many as were asked for, or fewer where their texts pass 8 MiB, but one at least. */
export interface LlmCallPage {
  items: LlmCall[];
  /** Hand it back as `cursor` for the next page; null on the last. */
  nextCursor: string | null;
}

/** Reads and removes rows of `llm_calls`. All methods throw LlmDatabaseUnavailableError while the database does not answer. */
@Injectable()
export class LlmCallRepository {
  readonly #calls: string;
  readonly #holdTags: readonly string[];
  readonly #transaction: RunTransaction = (limits, work) => this.database.transaction(limits, work);

  constructor(
    private readonly database: LlmDatabase,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) { retention }: Pick<ResolvedOptions, 'retention'>,
  ) {
    this.#calls = tableName(database.schema, 'llm_calls');
    this.#holdTags = retention.holdTags;
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

  /** One page of a session's calls, or of one company's among them, in the order of their start. @throws LlmQueryError */
  async getCallsBySession(
    sessionId: string,
    { companyId, limit, cursor }: Pick<LlmCallFilters, 'companyId' | 'limit' | 'cursor'> = {},
  ): Promise<LlmCallPage> {
    const conditions = conditionsOf({ sessionId, companyId });
    if (cursor !== undefined) conditions.add('id > ?', idOfCursor(cursor));
    const size = pageLimit(limit);
    const calls = `SELECT * FROM ${this.#calls} WHERE ${conditions.toString()} ORDER BY id LIMIT ${size + 1}`;
    const bounds = { selection: CALL_SELECTION, order: 'id ASC', maxBytes: PAGE_BYTES } as const;
    return pageOf(await ask(this.database, (query) => readBounded(query, calls, conditions.values, bounds)), size);
  }

  /**
   * The calls of a trace as a tree, with totals. A trace without calls is a root without children.
   * @param options `limit`: the trace may have so many calls, and its texts are left out from where they pass 8 MiB; default no bounds.
   * @throws LlmQueryError for a trace with more calls.
   */
  async getTraceTree(
    traceId: string,
    { companyId, limit }: { companyId?: string; limit?: number } = {},
  ): Promise<LlmTraceNode> {
    if (limit === undefined) return buildTraceTree(await this.getCallsByTrace(traceId, { companyId }));
    const { calls, textless } = await boundedTrace(this.database, { traceId, companyId }, limit + 1);
    if (calls.length > limit)
      throw new LlmQueryError('traceId', `has more than ${limit} calls: list them by pages, filtered by traceId`);
    return buildTraceTree(calls, textless);
  }

  /**
   * One page of the calls that match, newest first, or as `sort` and `order` say: then all that match are looked through, for 10 s at most.
   * Pages follow values and ids: calls that are added meanwhile neither shift nor repeat others.
   * @throws LlmQueryError naming the filter that is wrong, LlmQueryTimeoutError where there is too much to look through.
   */
  async listByFilters(filters: LlmCallFilters = {}): Promise<LlmCallPage> {
    const { limit, cursor, sort, order, ...wanted } = filters;
    const size = pageLimit(limit);
    const by = callOrder(sort, order);
    if (by.sort !== 'time' || by.order === 'asc') return this.#listSorted(wanted, by, size, cursor);
    const before = cursor === undefined ? undefined : idOfCursor(cursor);
    const selected = { filters: wanted, selection: CALL_SELECTION, before, rows: size + 1, maxBytes: PAGE_BYTES };
    return pageOf(await newestMatches(this.database, selected), size);
  }

  /**
   * All calls that match, newest first, as a stream of text: NDJSON, or CSV with a header. It holds a page at a time, and nothing in the
   * database between two; destroy it to end it early.
   * @param options.texts `false` leaves out every text: numbers alone.
   * @param options.columns names of members: only these, in this order. Default all.
   * @param options.signal ends it, also while there is no stream yet.
   * @throws LlmQueryError naming the filter that is wrong, LlmQueryTimeoutError; what fails later is the stream's error.
   */
  export(
    filters: Omit<LlmCallFilters, 'limit' | 'cursor' | 'sort' | 'order'>,
    format: LlmExportFormat = 'ndjson',
    { texts = true, signal, columns }: { texts?: boolean; signal?: AbortSignal; columns?: readonly string[] } = {},
  ): Promise<Readable> {
    const selection = texts ? CALL_SELECTION : callSelectionWithout(TEXT_MEMBERS);
    return exportCalls((until) => pagesOfCalls(this.database, filters, selection, until), format, {
      signal,
      columns,
    });
  }

  /**
   * Removes the calls started more than so many days ago, but those under legal hold: whole partitions where all are, batches of
   * rows elsewhere. Their rollups stay.
   * @returns the number of rows removed.
   */
  async cleanupOldLogs({ daysOld }: { daysOld: number }): Promise<number> {
    if (!Number.isFinite(daysOld) || daysOld < 0) throw new LlmQueryError('daysOld', 'must be a number of days from 0');
    const policy = { days: daysOld, holdTags: this.#holdTags };
    return (await removeCalls(this.#transaction, this.database.schema, policy)).removed;
  }

  /**
   * Erases a person, in rows, refused records and rollups, which keep their numbers without the name. Calls under legal hold
   * (`retention.holdTags`) stay.
   * @returns the number of rows removed or made anonymous.
   */
  async eraseUser(userId: string, options: EraseUserOptions = {}): Promise<number> {
    if (typeof userId !== 'string' || userId === '')
      throw new LlmQueryError('userId', 'must be a text that is not empty');
    checkStorable('userId', userId);
    checkStorable('companyId', options.companyId);
    return eraseUser(this.#transaction, this.database.schema, userId, { ...options, holdTags: this.#holdTags });
  }

  async #listSorted(wanted: LlmCallFilters, by: CallOrder, size: number, cursor?: string): Promise<LlmCallPage> {
    const conditions = conditionsOf(wanted);
    if (cursor !== undefined) addPlace(conditions, by, cursor);
    const order = orderSql(by);
    const calls = `SELECT * FROM ${this.#calls} WHERE ${conditions.toString()} ORDER BY ${order} LIMIT ${size + 1}`;
    const bounds = { selection: CALL_SELECTION, order, maxBytes: PAGE_BYTES };
    const found = await ask(this.database, (query) => readBounded(query, calls, conditions.values, bounds));
    return pageOf(found, size, (row) => placeAfter(by, row));
  }

  async #select(where: string, values: unknown[]): Promise<LlmCall[]> {
    const rows = await ask(this.database, (query) =>
      query<CallRow>(`SELECT ${CALL_SELECTION} FROM ${this.#calls} WHERE ${where}`, values),
    );
    return rows.map(toCall);
  }
}

/** @param found one row more than the page holds, where there are more. */
function pageOf(
  { rows, isCut }: BoundedRows,
  size: number,
  place = ({ id }: CallRow): string => cursorAfter(id),
): LlmCallPage {
  const shown = rows.slice(0, size);
  return { items: shown.map(toCall), nextCursor: isCut || rows.length > size ? place(shown.at(-1)!) : null };
}
