import { callIdBound, callIdTime } from 'llm-exchange/call';

/** The ids in `[from, to)`. */
export interface IdRange {
  readonly from: string;
  readonly to: string;
}

/** How much time one partition holds; weeks start on Monday, all of it in UTC. */
export type PartitionPeriod = 'month' | 'week' | 'day';

const DAY_MS = 86_400_000;
/** A week of fewer calls a day is no partition worth its own, a day even less. */
const CALLS_PER_DAY = { week: 15_000, day: 100_000 };

/** Counting further than this changes no answer of {@link periodFor}. */
export const MANY_CALLS = CALLS_PER_DAY.day;

/** @param callsPerDay calls of the last 24 hours. */
export function periodFor(callsPerDay: number): PartitionPeriod {
  if (callsPerDay >= CALLS_PER_DAY.day) return 'day';
  return callsPerDay >= CALLS_PER_DAY.week ? 'week' : 'month';
}

/**
 * The range of the partition for a call started at `at`: its month, week or day, without what other partitions hold.
 * @param existing sorted, and none of them holds `at`.
 */
export function rangeAround(at: Date, period: PartitionPeriod, existing: readonly IdRange[]): IdRange {
  const [start, end] = periodAround(at, period);
  const id = callIdBound(at);
  const before = existing.findLast(({ to }) => to <= id);
  const after = existing.find(({ from }) => from > id);
  return {
    from: before === undefined || before.to < callIdBound(start) ? callIdBound(start) : before.to,
    to: after === undefined || after.from > callIdBound(end) ? callIdBound(end) : after.from,
  };
}

/** `llm_calls_20261101_20261201`; times that are no midnight are named to the millisecond. */
export function partitionName({ from, to }: IdRange): string {
  return `llm_calls_${timeName(from)}_${timeName(to)}`;
}

function periodAround(at: Date, period: PartitionPeriod): [start: Date, end: Date] {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  if (period === 'month') return [new Date(Date.UTC(year, month, 1)), new Date(Date.UTC(year, month + 1, 1))];
  const day = Date.UTC(year, month, at.getUTCDate());
  if (period === 'day') return [new Date(day), new Date(day + DAY_MS)];
  const monday = day - ((at.getUTCDay() + 6) % 7) * DAY_MS;
  return [new Date(monday), new Date(monday + 7 * DAY_MS)];
}

function timeName(bound: string): string {
  return callIdTime(bound)
    .toISOString()
    .replace(/T00:00:00\.000Z$/, '')
    .replace(/[^0-9T]/g, '')
    .toLowerCase();
}
