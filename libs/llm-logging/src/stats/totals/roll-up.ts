import type { GroupRow } from '../../rollups/plan/question.js';
import type { ListName } from '../../rollups/schema/histogram-columns.js';
import type { RollupColumn } from '../../rollups/schema/tables.js';
import type { TimedRow } from '../../rollups/read/rollup-reader.js';
import { Histogram } from '../../rollups/read/histogram.js';
import { Totals } from './totals.js';
import type { LatencyPercentiles } from './usage-totals.js';

/** What calls without a name count under. */
const UNKNOWN = 'unknown';

export function nameOf(row: Partial<Record<RollupColumn, string>>, column: RollupColumn): string {
  return row[column] || UNKNOWN;
}

export function totalsOf(rows: readonly GroupRow[]): Totals {
  const totals = new Totals();
  for (const row of rows) totals.add(row);
  return totals;
}

export function totalsBy(rows: readonly GroupRow[], column: RollupColumn): Map<string, Totals> {
  return new Map([...groupedBy(rows, (row) => nameOf(row, column))].map(([name, those]) => [name, totalsOf(those)]));
}

export function groupedBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

export function percentilesOf(rows: readonly TimedRow[]): LatencyPercentiles {
  const [p50TimeToFirstTokenMs, p95TimeToFirstTokenMs] = joined(rows, 'first_token_buckets').percentiles([0.5, 0.95]);
  return Object.assign(latencyPercentilesOf(rows), {
    p50TimeToFirstTokenMs: p50TimeToFirstTokenMs!,
    p95TimeToFirstTokenMs: p95TimeToFirstTokenMs!,
  });
}

/** Without those of first tokens. */
export function latencyPercentilesOf(
  rows: readonly TimedRow[],
): Pick<LatencyPercentiles, 'p50LatencyMs' | 'p95LatencyMs' | 'p99LatencyMs'> {
  const [p50LatencyMs, p95LatencyMs, p99LatencyMs] = joined(rows, 'latency_buckets').percentiles([0.5, 0.95, 0.99]);
  return { p50LatencyMs: p50LatencyMs!, p95LatencyMs: p95LatencyMs!, p99LatencyMs: p99LatencyMs! };
}

function joined(rows: readonly TimedRow[], list: ListName): Histogram {
  const histograms = rows.flatMap((row) => row[list] ?? []);
  if (histograms.length === 1) return histograms[0]!;
  return histograms.reduce((all, histogram) => all.addAll(histogram), new Histogram());
}
