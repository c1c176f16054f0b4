import { callIdTime } from 'llm-exchange/call';
import type { CallLine } from './call-line.js';
import { LlmLoggingError } from '../../errors.js';
import { isNotAllowed } from '../connection/database-errors.js';
import type { LlmDatabase } from '../llm-database.js';
import { ensurePartitions } from '../partitions/partitions.js';

const DAY_MS = 86_400_000;
/** Calls may be dated so far ahead, in ms: the clocks of two machines differ. */
const AHEAD_MS = 31 * DAY_MS;
const EARLIEST = Date.UTC(2000, 0, 1);
/** Calls of so long before and after now are those that the application makes, which wait for their partition. */
const NOW_MS = 2 * DAY_MS;

/**
 * Makes the partitions that these calls lack.
 * @returns false where one of them gets none: its time is not one that calls are made at, or it is another time than now and this role may
 * make no partitions.
 * @throws LlmLoggingError where this role may make none for calls of now: these wait until its owner has made it.
 */
export async function makeMissingPartitions(database: LlmDatabase, calls: readonly CallLine[]): Promise<boolean> {
  const times = calls.map(({ id }) => callIdTime(id));
  const sound = times.filter((time) => time.getTime() >= EARLIEST && time.getTime() <= Date.now() + AHEAD_MS);
  const current = sound.filter((time) => Math.abs(time.getTime() - Date.now()) <= NOW_MS);
  try {
    await ensurePartitions(await database.ready(), database.schema, sound);
    return sound.length === times.length;
  } catch (error) {
    if (!isNotAllowed(error)) throw error;
    await makeCurrent(database, current);
    return false;
  }
}

async function makeCurrent(database: LlmDatabase, times: readonly Date[]): Promise<void> {
  try {
    await ensurePartitions(await database.ready(), database.schema, times);
  } catch (error) {
    if (!isNotAllowed(error)) throw error;
    throw new LlmLoggingError(
      `There is no partition for calls of ${times[0]!.toISOString().slice(0, 10)}, and this role may not make one. Run \`npx nestjs-llm-logging partitions --ahead 12m\` as the owner of the tables.`,
      { cause: error },
    );
  }
}
