import { callIdTime } from 'llm-exchange/call';
import { conditionsOf } from '../../storage/filters/call-filters.js';
import { tableName } from '../../storage/table-name.js';
import { countedCalls } from '../../rollups/plan/counted-calls.js';
import { scopeOf, type Scope } from '../question/stats-filters.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import { groupStats, type GroupStatsQuery, type GroupTotals } from './group-stats.js';

export interface ReleaseStats extends GroupTotals {
  /** `unknown` for calls that say none. */
  release: string;
  /** Within the time that was asked about: when its first call started, and its last. */
  firstCallAt: Date;
  lastCallAt: Date;
}

/** The releases, newest first: by when their first calls of the time started. */
export async function releaseStats(reader: RollupReader, query: GroupStatsQuery): Promise<ReleaseStats[]> {
  const groups = await groupStats(reader, query, ['release']);
  const { by: _by, limit: _limit, ...filters } = query;
  const times = await timesOf(reader, scopeOf(filters, reader.timeZone));
  const releases = groups.flatMap(([[release = ''], totals]) => {
    const time = times.get(release);
    return time === undefined ? [] : [{ release: release || 'unknown', ...time, ...totals }];
  });
  return releases.sort((a, b) => b.firstCallAt.getTime() - a.firstCallAt.getTime());
}

type CallTimes = Pick<ReleaseStats, 'firstCallAt' | 'lastCallAt'>;

async function timesOf({ query, schema }: RollupReader, { time, filters }: Scope): Promise<Map<string, CallTimes>> {
  const range = { startDate: new Date(time.from), endDate: new Date(time.to) };
  const conditions = conditionsOf({ ...countedCalls(filters), ...range });
  const rows = await query<{ release: string; first: string; last: string }>(
    `SELECT coalesce(release, '') AS release, min(id::text COLLATE "C") AS first, max(id::text COLLATE "C") AS last
FROM ${tableName(schema, 'llm_calls')} WHERE ${conditions.toString()} GROUP BY 1`,
    conditions.values,
  );
  return new Map(
    rows.map(({ release, first, last }) => [release, { firstCallAt: callIdTime(first), lastCallAt: callIdTime(last) }]),
  );
}
