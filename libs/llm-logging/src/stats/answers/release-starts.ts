import { callIdTime } from 'llm-exchange/call';
import { countedCalls } from '../../rollups/plan/counted-calls.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import { conditionsOf } from '../../storage/filters/call-filters.js';
import { tableName } from '../../storage/table-name.js';
import { scopeOf, type Scope, type StatsFilters } from '../question/stats-filters.js';

/** When a release came into use. */
export interface ReleaseStart {
  release: string;
  /** When its first call started. */
  firstCallAt: Date;
}

/** A call, by what matters here. */
interface Sample {
  at: number;
  release: string | null;
}

/** Calls that are looked at in a time, at equal distances. */
const SAMPLES = 96;
/** Halvings of the time between two of them: of weeks they leave a millisecond. */
const HALVINGS = 32;
const MOST = 40;

/**
 * Where one release gave way to another, oldest first; the one that the time begins with is not among them. A few hundred calls are looked at,
 * by the primary key, however many there are: so a release may be missed that was in use for less than a ninety-sixth of the time.
 */
export async function releaseStarts(reader: RollupReader, query: StatsFilters): Promise<ReleaseStart[]> {
  const { time, filters } = scopeOf(query, reader.timeZone);
  const [from, to] = [time.from, Math.min(time.to, Date.now())];
  const step = Math.max((to - from) / SAMPLES, 1);
  const first = (start: number, end: number, release?: string): Promise<Sample | undefined> =>
    firstCall(reader, { ...filters, ...(release !== undefined && { release: [release] }) }, start, end);
  // Where releases are in use beside each other, the change that was found is not the first call of either.
  const firstOf = async (release: string, at: number): Promise<number> => {
    const earlier = await first(Math.max(at - 2 * step, from), at, release);
    return earlier === undefined ? at : firstOf(release, earlier.at);
  };
  const starts = new Map<string, number>();
  const known = new Set<string>();
  let last: Sample | undefined;
  for (let n = 0; n < SAMPLES && starts.size < MOST; n += 1) {
    const sample = await first(from + n * step, from + (n + 1) * step);
    if (sample === undefined) continue;
    const { release } = sample;
    if (release !== null && !known.has(release)) {
      known.add(release);
      const at = last && (await firstOf(release, await changeBetween(last, sample, first)));
      if (at !== undefined && at > from + step) starts.set(release, at);
    }
    last = sample;
  }
  return [...starts].map(([release, at]) => ({ release, firstCallAt: new Date(at) }));
}

/** When the release of the later one of two calls had its first call after the earlier one. */
async function changeBetween(
  before: Sample,
  after: Sample,
  first: (start: number, end: number) => Promise<Sample | undefined>,
): Promise<number> {
  let [start, end, found] = [before.at + 1, after.at, after.at];
  for (let n = 0; n < HALVINGS && start < end; n += 1) {
    const middle = Math.floor((start + end) / 2);
    const call = await first(middle, end);
    if (call !== undefined && call.release !== after.release) {
      start = call.at + 1;
      continue;
    }
    if (call !== undefined) found = call.at;
    end = middle;
  }
  return found;
}

async function firstCall(
  { query, schema }: RollupReader,
  filters: Scope['filters'],
  start: number,
  end: number,
): Promise<Sample | undefined> {
  if (end <= start) return undefined;
  const range = { startDate: new Date(Math.ceil(start)), endDate: new Date(Math.ceil(end)) };
  const conditions = conditionsOf({ ...countedCalls(filters), ...range });
  const [row] = await query<{ id: string; release: string | null }>(
    `SELECT id, release FROM ${tableName(schema, 'llm_calls')} WHERE ${conditions.toString()} ORDER BY id LIMIT 1`,
    conditions.values,
  );
  return row && { at: callIdTime(row.id).getTime(), release: row.release };
}
