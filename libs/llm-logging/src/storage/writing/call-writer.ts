import { bytesOf, type CallLine } from './call-line.js';
import type { CallStore } from './call-store.js';
import type { DatabaseIdentity } from '../database-identity.js';
import { BatchMemory } from './batch-memory.js';
import { changedHoursStep, hoursOfIds } from './changed-hours.js';
import { missesPartition, refusesContent, tookTooLong } from '../connection/database-errors.js';
import type { PipelineStep } from '../connection/pipeline.js';
import { LlmDatabaseUnavailableError } from '../../errors.js';
import type { LlmDatabase } from '../llm-database.js';
import { fillOpenCalls } from './fill-open-calls.js';
import { BEFORE_WRITING, isOfErasures, nobodyErasedStep, setAsideSql } from './erased-lines.js';
import { makeMissingPartitions } from './missing-partitions.js';
import { personOf } from './person-of.js';
import { countingStep } from '../budgets/count-spending.js';
import { KnownBudgets } from '../budgets/known-budgets.js';
import { upsertCallsSql, upsertUnerasedSql } from './upsert-calls.js';

/** A batch takes milliseconds; one that takes longer is tried again, and gives its connection back meanwhile. */
const WRITE_LIMITS = { statementTimeoutMs: 30_000, lockTimeoutMs: 5_000 };
/** How long lines are compared with `llm_erasures` once it had rows: to see it anew costs a batch that is sent twice. */
const COMPARE_MS = 600_000;

/** Stores batches in `llm_calls`. A partition that is missing is made on the way. */
export class CallWriter implements CallStore {
  readonly #upsert: string;
  readonly #upsertUnerased: string;
  readonly #setAside: string;
  readonly #nobodyErased: PipelineStep;
  /** Until then lines are compared with `llm_erasures`, on the clock of `performance.now()`: later it may be empty again. */
  #comparesUntil = -Infinity;
  /** As many as there were batches on their way at a time. */
  readonly #memory: BatchMemory[] = [];

  constructor(
    private readonly database: LlmDatabase,
    private readonly budgets: KnownBudgets = new KnownBudgets(database),
  ) {
    this.#upsert = upsertCallsSql(database.schema);
    this.#upsertUnerased = upsertUnerasedSql(database.schema);
    this.#setAside = setAsideSql(database.schema);
    this.#nobodyErased = nobodyErasedStep(database.schema);
  }

  async write(calls: readonly CallLine[]): Promise<void> {
    const memory = this.#memory.pop() ?? new BatchMemory();
    await this.#write(calls, memory.put(calls));
    // Where it failed a connection may still be reading there.
    this.#memory.push(memory);
  }

  async #write(calls: readonly CallLine[], pieces: readonly Buffer[]): Promise<void> {
    const ids = calls.map(({ id }) => id);
    try {
      await this.#store(pieces, ids);
    } catch (error) {
      if (!missesPartition(error) || !(await makeMissingPartitions(this.database, calls))) throw error;
      await this.#store(pieces, ids);
    }
  }

  async #store(pieces: readonly Buffer[], ids: readonly string[]): Promise<void> {
    const compares = performance.now() < this.#comparesUntil;
    const sql = compares ? this.#upsertUnerased : this.#upsert;
    const upserts = pieces.map((piece) => ({ sql, values: [piece] }));
    const { schema } = this.database;
    const counting = countingStep(schema, this.budgets.book.budgets, ids);
    const after = [changedHoursStep(schema, hoursOfIds(ids)), ...(counting === undefined ? [] : [counting])];
    const checks = this.budgets.isCurrentStep(compares ? undefined : this.#nobodyErased);
    try {
      await this.database.pipeline(WRITE_LIMITS, [BEFORE_WRITING, checks, ...upserts, ...after]);
    } catch (error) {
      if (this.budgets.isOutdated(error)) await this.budgets.refresh();
      else if (!compares && isOfErasures(error)) this.#comparesUntil = performance.now() + COMPARE_MS;
      else throw error;
      await this.#store(pieces, ids);
    }
  }

  async writeRetained(exchanges: readonly CallLine[]): Promise<void> {
    await this.database.transaction(WRITE_LIMITS, async (query) => {
      await query(BEFORE_WRITING.sql);
      await fillOpenCalls(query, this.database.schema, exchanges);
    });
  }

  async setAside(call: CallLine, reason: string): Promise<void> {
    const { id, userId, companyId, tags } = personOf(call);
    const values = [bytesOf([call]).toString(), reason, id, userId, companyId, JSON.stringify(tags)];
    await this.database.pipeline(WRITE_LIMITS, [BEFORE_WRITING, { sql: this.#setAside, values }]);
  }

  identity(): DatabaseIdentity {
    return this.database.identity;
  }

  refusesContent(error: unknown): boolean {
    return refusesContent(error);
  }

  tookTooLong(error: unknown): boolean {
    return tookTooLong(error);
  }

  isAway(error: unknown): boolean {
    return error instanceof LlmDatabaseUnavailableError;
  }
}
