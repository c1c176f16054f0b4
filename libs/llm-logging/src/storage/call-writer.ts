import { callIdTime } from '../call/call-id.js';
import { bytesOf, type CallLine } from '../delivery/call-line.js';
import type { CallStore } from '../delivery/call-store.js';
import { changedHoursStep, hoursOfIds } from './changed-hours.js';
import { missesPartition, refusesContent } from './database-errors.js';
import type { LlmDatabase } from './llm-database.js';
import { fillOpenCalls } from './fill-open-calls.js';
import { ensurePartitions } from './partitions.js';
import { tableName } from './table-name.js';
import { upsertCallsSql } from './upsert-calls.js';

/** Calls may be dated so far ahead, in ms: the clocks of two machines differ. */
const AHEAD_MS = 31 * 86_400_000;
/** A batch takes milliseconds; one that is held up longer is tried again, and gives its connection back meanwhile. */
const WRITE_LIMITS = { statementTimeoutMs: 30_000, lockTimeoutMs: 5_000 };
/** Memory that a batch is put together in, to be used again: one that holds any but the longest call. What is never written to takes no room. */
const BATCH_MEMORY_BYTES = 4 * 1024 * 1024;
const EARLIEST = Date.UTC(2000, 0, 1);

/** Stores batches in `llm_calls`. A partition that is missing is made on the way. */
export class CallWriter implements CallStore {
  readonly #upsert: string;
  readonly #setAside: string;
  /** Memory that batches were put together in, for further ones: one piece for each that is on its way at a time. */
  readonly #memory: Buffer[] = [];

  constructor(private readonly database: LlmDatabase) {
    this.#upsert = upsertCallsSql(tableName(database.schema, 'llm_calls'));
    this.#setAside = `INSERT INTO ${tableName(database.schema, 'llm_refused_calls')} (record, reason) VALUES ($1, $2)`;
  }

  async write(calls: readonly CallLine[]): Promise<void> {
    let memory = this.#memory.pop() ?? Buffer.allocUnsafeSlow(BATCH_MEMORY_BYTES);
    const allocate = (bytes: number): Buffer =>
      memory.length >= bytes ? memory : (memory = Buffer.allocUnsafeSlow(bytes));
    await this.#write(calls, bytesOf(calls, '[', ']', allocate));
    // Where it failed a connection may still be reading there.
    if (memory.length === BATCH_MEMORY_BYTES) this.#memory.push(memory);
  }

  async #write(calls: readonly CallLine[], batch: Buffer): Promise<void> {
    const steps = [
      { sql: this.#upsert, values: [batch] },
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
