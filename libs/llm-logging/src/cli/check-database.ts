import type { LlmDatabase } from '../storage/llm-database.js';
import { pendingStatements } from '../storage/schema/migrate.js';
import { listPartitions } from '../storage/partitions/list-partitions.js';
import { partitionsEnd } from '../storage/partitions/partitions-end.js';
import type { Query } from '../storage/query.js';
import { tableName } from '../storage/table-name.js';
import { count, counted, dateTime } from './output/quantities.js';

/** One thing that was looked at. `remedy` is there where something has to be done. */
export interface HealthFinding {
  readonly name: string;
  readonly ok: boolean;
  readonly fact: string;
  readonly remedy?: string;
}

const DAY_MS = 86_400_000;
/** Partitions are made a week ahead: fewer days than that are left where nobody makes them. */
const LEAST_AHEAD_MS = 3 * DAY_MS;
/** Hours have rollups within minutes. */
const BEHIND_MS = 2 * 3_600_000;

/** All that the database knows of how the log does. @throws LlmDatabaseUnavailableError */
export async function checkDatabase(database: LlmDatabase): Promise<HealthFinding[]> {
  const query: Query = (sql, values) => database.query(sql, values);
  const pending = await pendingStatements(await database.ready(), database.schema);
  const tables = tablesOf(pending.length);
  if (!tables.ok) return [tables];
  const checks = [lastCall, partitions, statistics, refused, budgets, deliveries];
  const findings: HealthFinding[] = [tables];
  for (const check of checks) findings.push(await check(query, database.schema));
  return findings;
}

type Check = (query: Query, schema: string | undefined) => Promise<HealthFinding>;

function tablesOf(pending: number): HealthFinding {
  return pending === 0
    ? { name: 'tables', ok: true, fact: 'up to date.' }
    : {
        name: 'tables',
        ok: false,
        fact: `${counted(pending, 'statement')} behind.`,
        remedy: 'Run `npx nestjs-llm-logging migrate`.',
      };
}

const lastCall: Check = async (query, schema) => {
  const [row] = await query<{ at: Date }>(
    `SELECT started_at AS at FROM ${tableName(schema, 'llm_calls')} ORDER BY id DESC LIMIT 1`,
  );
  return { name: 'calls', ok: true, fact: row === undefined ? 'none yet.' : `the last of ${dateTime(row.at)}.` };
};

const partitions: Check = async (query, schema) => {
  const end = partitionsEnd(await listPartitions(query, schema), new Date());
  const ok = end.getTime() - Date.now() >= LEAST_AHEAD_MS;
  const fact = `until ${dateTime(end)}.`;
  return ok
    ? { name: 'partitions', ok, fact }
    : { name: 'partitions', ok, fact, remedy: 'Run `npx nestjs-llm-logging partitions`: calls after that wait.' };
};

const statistics: Check = async (query, schema) => {
  const [row] = await query<{ hours: string; oldest: Date | null; is_behind: boolean | null }>(
    `SELECT count(DISTINCT hour) AS hours, min(hour) AS oldest, min(hour) < clock_timestamp() - $1::double precision * interval '1 millisecond' AS is_behind
FROM ${tableName(schema, 'llm_changed_hours')} WHERE hour < date_trunc('hour', clock_timestamp())`,
    [BEHIND_MS],
  );
  if (row?.is_behind !== true) return { name: 'statistics', ok: true, fact: 'up to date.' };
  return {
    name: 'statistics',
    ok: false,
    fact: `${counted(Number(row.hours), 'hour')} without rollups, from ${dateTime(row.oldest!)} on.`,
    remedy: 'Does an application run? Answers are right meanwhile, and slower.',
  };
};

const refused: Check = async (query, schema) => {
  const [row] = await query<{ records: string }>(
    `SELECT count(*) AS records FROM ${tableName(schema, 'llm_refused_calls')}`,
  );
  const records = Number(row!.records);
  if (records === 0) return { name: 'refused', ok: true, fact: 'no record.' };
  return {
    name: 'refused',
    ok: false,
    fact: `${counted(records, 'record')} that the table did not take.`,
    remedy: 'See `reason` in llm_refused_calls.',
  };
};

const budgets: Check = async (query, schema) => {
  const [row] = await query<{ budgets: string; uncounted: string }>(
    `SELECT count(*) AS budgets, count(*) FILTER (WHERE counted_at IS NULL AND updated_at < now() - interval '1 hour') AS uncounted
FROM ${tableName(schema, 'llm_budgets')}`,
  );
  const uncounted = Number(row!.uncounted);
  const fact = `${counted(Number(row!.budgets), 'budget')}${uncounted === 0 ? '.' : `, ${count(uncounted)} not counted yet.`}`;
  return uncounted === 0
    ? { name: 'budgets', ok: true, fact }
    : { name: 'budgets', ok: false, fact, remedy: 'Does an application run?' };
};

const deliveries: Check = async (query, schema) => {
  const [row] = await query<{ pending: string; dead: string }>(
    `SELECT count(*) FILTER (WHERE state = 'pending') AS pending, count(*) FILTER (WHERE state = 'dead') AS dead
FROM ${tableName(schema, 'llm_event_deliveries')}`,
  );
  const dead = Number(row!.dead);
  const fact = `${count(Number(row!.pending))} under way, ${count(dead)} given up.`;
  return dead === 0
    ? { name: 'events', ok: true, fact }
    : { name: 'events', ok: false, fact, remedy: 'See `last_error` in llm_event_deliveries, or the page of events.' };
};
