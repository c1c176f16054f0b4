import { wholeNumber } from './schema/numbers.js';
import type { MembersOf } from './schema/option.js';
import { section } from './schema/section.js';
import { text } from './schema/texts.js';
import { flag, oneOf, withDefault } from './schema/values.js';

const KIB = 1_024;
const MIB = 1_024 * KIB;
const GIB = 1_024 * MIB;

/** How calls wait for the database, and how much may wait. */
export interface DeliveryOptions {
  /**
   * Where accepted calls wait for the database. `journal`: in files too, so that they outlive the process; `memory`: in memory alone.
   * @default `journal`
   */
  durability?: 'journal' | 'memory';
  /**
   * Directory of the journal, for this log alone. What a dead process left there is stored by the next.
   * @default in the system's temporary directory, one for each user, application and database
   */
  journalDirectory?: string;
  /**
   * `true` writes each turn's calls through to the disk, which outlives a loss of power and takes the disk's time.
   * @default `false`
   */
  fsync?: boolean;
  /**
   * Bytes of the journal at most. Past it the oldest texts go first, then the oldest calls; both are counted.
   * @default 1 GiB
   */
  maxJournalBytes?: number;
  /**
   * How long an accepted call waits for others before its batch is sent, and one that has begun for its outcome.
   * @default 200 ms
   */
  flushIntervalMs?: number;
  /**
   * Rows of one INSERT at most.
   * @default 1,000
   */
  maxBatchRows?: number;
  /**
   * Bytes of calls waiting in memory at most. Of further calls from three quarters of it on the journal alone knows; without a
   * journal they are kept without their texts, and past it dropped; both are counted.
   * @default 64 MiB
   */
  maxBufferedBytes?: number;
  /**
   * How long shutdown and `flush()` wait for the last batches.
   * @default 10,000 ms
   */
  shutdownTimeoutMs?: number;
}

export const deliveryOptions = section({
  durability: withDefault(oneOf('journal', 'memory'), 'journal'),
  journalDirectory: text,
  fsync: flag(false),
  maxJournalBytes: wholeNumber({ default: GIB, from: MIB, to: 1_024 * GIB, unit: 'bytes' }),
  flushIntervalMs: wholeNumber({ default: 200, from: 1, to: 60_000, unit: 'ms' }),
  maxBatchRows: wholeNumber({ default: 1_000, from: 1, to: 50_000 }),
  maxBufferedBytes: wholeNumber({ default: 64 * MIB, from: 64 * KIB, to: 4 * GIB, unit: 'bytes' }),
  shutdownTimeoutMs: wholeNumber({ default: 10_000, from: 100, to: 600_000, unit: 'ms' }),
} satisfies MembersOf<DeliveryOptions>);
