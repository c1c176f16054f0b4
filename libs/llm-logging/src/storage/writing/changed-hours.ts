import { callIdTime } from 'llm-exchange/call';
import type { PipelineStep } from '../connection/pipeline.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import { HOUR_MS } from '../periods.js';

/** The highest time of a JavaScript `Date`, in ms since 1970. */
const LAST_MS = 8_640_000_000_000_000;

/**
 * Notes that calls started in these hours (ms since 1970, UTC) are about to change, so that their rollups are made again. To be
 * said in the transaction that changes them. The notes are only ever added here: writers neither wait for each other nor for
 * whoever builds rollups.
 */
export async function noteChangedHours(
  query: Query,
  schema: string | undefined,
  hours: Iterable<number>,
): Promise<void> {
  const { sql, values } = changedHoursStep(schema, hours);
  await query(sql, [...values]);
}

/** The same as a step of a pipeline. */
export function changedHoursStep(schema: string | undefined, hours: Iterable<number>): PipelineStep {
  const times = [...hours].map((hour) => `"${new Date(hour).toISOString()}"`);
  return {
    sql: `INSERT INTO ${tableName(schema, 'llm_changed_hours')} (hour) SELECT unnest($1::timestamptz[])`,
    values: [`{${times.join(',')}}`],
  };
}

/** The hours in which the calls with these ids started. What is not an id has none: that is for PostgreSQL to refuse. */
export function hoursOfIds(ids: Iterable<string>): Set<number> {
  const hours = new Set<number>();
  for (const id of ids) {
    const hour = Math.floor(callIdTime(id).getTime() / HOUR_MS) * HOUR_MS;
    if (Math.abs(hour) <= LAST_MS) hours.add(hour);
  }
  return hours;
}
