import { Inject, Injectable } from '@nestjs/common';
import { LlmQueryError } from '../../errors.js';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../../options/tokens.js';
import { Cleaner, type CleaningLimits, oneLine, Redactor, repairJson } from 'llm-exchange/privacy';
import { ask } from '../../storage/read-only.js';
import { dateOf } from '../../storage/filters/call-filters.js';
import { Conditions } from '../../storage/filters/conditions.js';
import { checkStorable } from '../../storage/filters/storable.js';
import { LlmDatabase } from '../../storage/llm-database.js';
import { pageLimit } from '../../storage/filters/page-cursor.js';
import type { Query } from '../../storage/query.js';
import { tableName } from '../../storage/table-name.js';

/** Whoever asks waits for it. */
const WRITE_LIMITS = { statementTimeoutMs: 5_000, lockTimeoutMs: 2_000 };
const TRIM_EVERY_MS = 86_400_000;
/** Old rows that go at a time. */
const TRIM_ROWS = 500;
const MAX_NAME = 256;
const MAX_FILTERS = 8_192;

/** What was done to calls, or read of them. */
export interface LlmAuditNote {
  /** Who. */
  actor: string;
  /** Such as `call.read`. */
  action: string;
  /** Id of the call, trace, session or user; null for a question or deed that names none. */
  target: string | null;
  /** What else was said: filters of a question. They are stored without secrets, as texts of calls are. */
  filters: Record<string, unknown>;
  /** The company that the request was limited to. */
  companyId: string | null;
}

/** One row of `llm_audit_log`. */
export interface LlmAuditEntry extends LlmAuditNote {
  id: string;
  at: Date;
}

export interface LlmAuditFilters {
  actor?: string;
  action?: string;
  target?: string;
  companyId?: string;
  startDate?: Date | string;
  endDate?: Date | string;
  /** 1 to 500, default 50. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export interface LlmAuditPage {
  /** Newest first. */
  items: LlmAuditEntry[];
  nextCursor: string | null;
}

/** Who has read which texts, and removed what. Rows go after `retention.auditDays`. */
@Injectable()
export class LlmAuditLog {
  readonly #table: string;
  readonly #days: number;
  readonly #cleaning: CleaningLimits;
  #trimmedAt = 0;

  constructor(
    private readonly database: LlmDatabase,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) { retention, redact }: Pick<ResolvedOptions, 'retention' | 'redact'>,
  ) {
    this.#table = tableName(database.schema, 'llm_audit_log');
    this.#days = retention.auditDays;
    this.#cleaning = { redactor: new Redactor(redact), maxPayloadBytes: MAX_FILTERS };
  }

  /** It is written when this resolves. @throws LlmDatabaseUnavailableError, and whatever PostgreSQL says against it. */
  async write({ actor, action, target, filters, companyId }: LlmAuditNote): Promise<void> {
    const values = [nameOf(actor), action, target && nameOf(target), this.#jsonOf(filters), companyId];
    const isTrimDue = Date.now() - this.#trimmedAt > TRIM_EVERY_MS;
    await this.database.transaction(WRITE_LIMITS, async (query) => {
      await query(
        `INSERT INTO ${this.#table} (actor, action, target, filters, company_id) VALUES ($1, $2, $3, $4, $5)`,
        values,
      );
      if (isTrimDue) await this.#trim(query);
    });
  }

  /** @throws LlmQueryError naming the filter that is wrong. */
  async list(filters: LlmAuditFilters = {}): Promise<LlmAuditPage> {
    const { actor, action, target, companyId, startDate, endDate, cursor } = filters;
    checkStorable('action', action);
    checkStorable('companyId', companyId);
    const conditions = new Conditions();
    if (actor !== undefined) conditions.add('actor = ?', nameOf(actor));
    if (action !== undefined) conditions.add('action = ?', action);
    if (target !== undefined) conditions.add('target = ?', nameOf(target));
    if (companyId !== undefined) conditions.add('company_id = ?', companyId);
    if (startDate !== undefined) conditions.add('at >= ?', dateOf('startDate', startDate));
    if (endDate !== undefined) conditions.add('at < ?', dateOf('endDate', endDate));
    if (cursor !== undefined) conditions.add('id < ?', idOf(cursor));
    const limit = pageLimit(filters.limit);
    const rows = await ask(this.database, (query) =>
      query<LlmAuditEntry>(
        `SELECT id, at, actor, action, target, filters, company_id AS "companyId" FROM ${this.#table}
WHERE ${conditions.toString()} ORDER BY id DESC LIMIT ${limit + 1}`,
        conditions.values,
      ),
    );
    const items = rows.slice(0, limit);
    return { items, nextCursor: rows.length > limit ? items.at(-1)!.id : null };
  }

  #jsonOf(filters: Record<string, unknown>): string {
    const json = repairJson(JSON.stringify(new Cleaner(this.#cleaning).json(filters, 'filters')));
    return json.length > MAX_FILTERS ? '{"tooLong":true}' : json;
  }

  /** Some old rows, so that whoever waits does not wait long. */
  async #trim(query: Query): Promise<void> {
    const [row] = await query<{ trimmed: number }>(
      `WITH old AS (SELECT id FROM ${this.#table} WHERE at < now() - make_interval(days => $1) ORDER BY id LIMIT ${TRIM_ROWS}),
gone AS (DELETE FROM ${this.#table} WHERE id IN (SELECT id FROM old) RETURNING id)
SELECT count(*)::int AS trimmed FROM gone`,
      [this.#days],
    );
    if (row!.trimmed < TRIM_ROWS) this.#trimmedAt = Date.now();
  }
}

function nameOf(text: string): string {
  return oneLine(text).slice(0, MAX_NAME);
}

function idOf(cursor: string): string {
  if (!/^\d{1,18}$/.test(cursor)) throw new LlmQueryError('cursor', 'must be the nextCursor of an earlier answer');
  return cursor;
}
