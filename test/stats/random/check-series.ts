import { expect } from '@jest/globals';
import type { TimeSeriesPoint } from 'nestjs-llm-logging';
import type { Asked } from './check-answers.js';
import { ADDED, expectTotals, LATENCIES, PERCENTILES } from './compare.js';
import { NAMES, plainTotals, type Member, type PlainTotals, type Rows } from './plain-sql.js';

const OTHER = 'other';

/** Every point, and every group of it, says what the rows of its time do. */
export async function checkSeries(asked: Asked): Promise<void> {
  const { stats, database, query, rows } = asked;
  if (isTooLong(asked)) return expect(stats.getTimeSeries(query)).rejects.toThrow('interval: gives more than 5000');
  const points = await stats.getTimeSeries(query);
  await checkPeriods(asked, points);
  const starts = points.map(({ start }) => start);
  const within = { ...rows, to: rows.to ?? points.at(-1)!.end };
  const inPeriod = 'width_bucket(started_at, $more::timestamptz[])';
  const percentiles = query.percentiles === true ? PERCENTILES : query.percentiles === 'latency' ? LATENCIES : [];
  const members: Member[] = [...ADDED, ...percentiles];
  const all = await plainTotals(database, within, [inPeriod], [starts]);
  for (const [index, point] of points.entries()) expectTotals(point, all.get(String(index + 1)), members);
  if (query.groupBy === undefined) return;

  const name = NAMES[query.groupBy as keyof typeof NAMES];
  const { named, isJoined } = await checkNames(asked, within, points, name);
  const shown = `CASE WHEN ${name} IN (${named.map((each) => `'${each}'`).join(', ') || 'NULL'}) THEN ${name} ELSE '${OTHER}' END`;
  const groups = await plainTotals(database, within, [inPeriod, shown], [starts]);
  const isUnknown = isJoined && ['company', 'user'].includes(query.groupBy);
  for (const [index, point] of points.entries())
    for (const [group, totals] of Object.entries(point.groups!)) {
      const isLeft = isUnknown && group === OTHER;
      expectTotals(totals, groups.get(`${index + 1}|${group}`), isLeft ? ADDED : members);
      if (isLeft) for (const member of percentiles) expect((totals as any)[member]).toBeNull();
    }
}

function isTooLong({ query, rows: { from, to } }: Asked): boolean {
  return query.interval === 'hour' && (to?.getTime() ?? Date.now()) - from.getTime() > 5_000 * 3_600_000;
}

/** Periods follow each other, cover the time, and begin where PostgreSQL has the zone's hours, days, weeks and months begin. */
async function checkPeriods(
  { database, query, rows: { from, to } }: Asked,
  points: readonly TimeSeriesPoint[],
): Promise<void> {
  expect(points.slice(1).map(({ start }) => start)).toEqual(points.slice(0, -1).map(({ end }) => end));
  expect(points[0]!.start.getTime()).toBeLessThanOrEqual(from.getTime());
  expect(points.at(-1)!.end.getTime()).toBeGreaterThanOrEqual(to?.getTime() ?? Date.now());
  const zone = query.timeZone ?? 'UTC';
  // Where clocks change by half an hour, one of its hours is two halves.
  if (zone === 'Australia/Lord_Howe' && query.interval === 'hour') return;
  const times = points.flatMap(({ start, end }) => [start, new Date(end.getTime() - 1)]);
  const truncated = await database.query<{ start: Date }>(
    'SELECT date_trunc($1, time, $2) AS start FROM unnest($3::timestamptz[]) WITH ORDINALITY AS t (time, n) ORDER BY n',
    [query.interval, zone, times],
  );
  expect(truncated.map(({ start }) => start)).toEqual(points.flatMap(({ start }) => [start, start]));
}

/** The names with most are those that stand for themselves; of those that have as much, any may. */
async function checkNames(
  { database, query }: Asked,
  within: Rows,
  points: readonly TimeSeriesPoint[],
  name: string,
): Promise<{ named: string[]; isJoined: boolean }> {
  const plain = await plainTotals(database, within, [name]);
  const limit = query.limit ?? 100;
  const isJoined = plain.size > limit;
  const groups = Object.keys(points[0]!.groups!);
  for (const point of points) expect(Object.keys(point.groups!)).toEqual(groups);
  const weight = (totals: PlainTotals) => totals[query.by === 'cost' ? 'totalCost' : 'totalCalls'] as number;
  const most = [...plain.values()].map(weight).sort((a, b) => b - a);
  const named = groups.filter((group) => group !== OTHER || !isJoined);
  const weights = named.map((group) => weight(plain.get(group)!)).sort((a, b) => b - a);
  // One that is called so is joined with the others.
  if (!isJoined) expect(weights).toEqual(most);
  else if (named.length === limit) expect(weights).toEqual(most.slice(0, limit));
  else expect(named.length).toBe(limit - 1);
  if (isJoined) expect(groups).toContain(OTHER);
  return { named, isJoined };
}
