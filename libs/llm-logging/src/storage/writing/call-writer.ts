import { callIdTime } from '../../call/call-id.js';
import { bytesOf, type CallLine } from '../../delivery/call-line.js';
import type { CallStore } from '../../delivery/call-store.js';
import { BatchMemory } from './batch-memory.js';
import { changedHoursStep, hoursOfIds } from '../sums/changed-hours.js';
import { missesPartition, refusesContent } from '../connection/database-errors.js';
import type { LlmDatabase } from '../llm-database.js';
import { fillOpenCalls } from './fill-open-calls.js';
import { ensurePartitions } from '../partitions/partitions.js';
import { tableName } from '../table-name.js';
import { upsertCallsSql } from './upsert-calls.js';

/** Calls may be dated so far ahead, in ms: the clocks of two machines differ. */
const AHEAD_MS = 31 * 86_400_000;
/** A batch takes milliseconds; one that is held up longer is tried again, and gives its connection back meanwhile. */
const WRITE_LIMITS = { statementTimeoutMs: 30_000, lockTimeoutMs: 5_000 };
const EARLIEST = Date.UTC(2000, 0, 1);

/** Stores batches in `llm_calls`. A partition that is missing is made on the way. */
export class CallWriter implements CallStore {
  readonly #upsert: string;
  readonly #setAside: string;
  /** As many as there were batches on their way at a time. */
  readonly #memory: BatchMemory[] = [];

  constructor(private readonly database: LlmDatabase) {
    this.#upsert = upsertCallsSql(tableName(database.schema, 'llm_calls'));
    this.#setAside = `INSERT INTO ${tableName(database.schema, 'llm_refused_calls')} (record, reason) VALUES ($1, $2)`;
  }

  async write(calls: readonly CallLine[]): Promise<void> {
    const memory = this.#memory.pop() ?? new BatchMemory();
    await this.#write(calls, memory.put(calls));
    // Where it failed a connection may still be reading there.
    this.#memory.push(memory);
  }

  async #write(calls: readonly CallLine[], pieces: readonly Buffer[]): Promise<void> {
    const steps = [
      ...pieces.map((piece) => ({ sql: this.#upsert, values: [piece] })),
      changedHoursStep(this.database.schema, hoursOfIds(calls.map(({ id }) => id))),
    ];
    try {
      await this.database.pipeline(WRITE_LIMITS, steps);
    } catch (error) {
      if (!missesPartition(error) || !(await this.#makePartitions(calls))) throw error;
      await this.database.pipeline(WRITE_LIMITS, steps);
    }
  }

  async writeHeld(exchanges: readonly CallLine[]): Promise<void> {
    await this.database.transaction(WRITE_LIMITS, (query) => fillOpenCalls(query, this.database.schema, exchanges));
  }

  async setAside(call: CallLine, reason: string): Promise<void> {
    await this.database.query(this.#setAside, [bytesOf([call]).toString(), reason]);
  }

  refusesContent(error: unknown): boolean {
    return refusesContent(error);
  }

  /** @returns false where a call's time is not one that calls are made at: no partition is made for it. */
  async #makePartitions(calls: readonly CallLine[]): Promise<boolean> {
    const times = calls.map(({ id }) => callIdTime(id));
    const sound = times.filter((time) => time.getTime() >= EARLIEST && time.getTime() <= Date.now() + AHEAD_MS);
    await ensurePartitions(await this.database.ready(), this.database.schema, sound);
    return sound.length === times.length;
  }
}
