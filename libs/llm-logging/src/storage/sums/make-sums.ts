import { callIdBound } from '../../call/call-id.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import { bucketSql, HISTOGRAMS, histogramSql, type HistogramColumn } from './buckets.js';
import { MEASURE_NAMES, MEASURED_COLUMNS, measuresOfCalls } from './measures.js';
import { CALL_TAGS, columnOfCalls, type SumTable } from './sum-tables.js';

/** Which calls become sums of which period. */
export interface SummedCalls {
  readonly from: Date;
  readonly to: Date;
  /** Start of the period. */
  readonly period: Date;
  /** See {@link import('./keep-sums.js')}. */
  readonly part: number;
  /** Only those with these ids. */
  readonly ids?: readonly string[];
}

/** Adds the sums of calls to a table, one row for each combination of its columns. */
export async function makeSums(
  query: Query,
  schema: string | undefined,
  table: SumTable,
  { from, to, period, part, ids }: SummedCalls,
): Promise<void> {
  const values: unknown[] = [period, part, callIdBound(from), callIdBound(to)];
  if (ids !== undefined) values.push(ids);
  const only = ids === undefined ? '' : ' AND id = ANY ($5)';
  await query(
    `INSERT INTO ${tableName(schema, table.name)} (${sumColumns(table)})\n${sumsOfCallsSql(schema, table, only)}`,
    values,
  );
}

/** The columns of a table of sums. */
export function sumColumns(table: SumTable): string {
  const histograms = histogramsOf(table).map((column) => HISTOGRAMS[column]);
  return [table.period, 'part', ...table.columns, ...MEASURE_NAMES, ...histograms].join(', ');
}

/** Rows as {@link sumColumns} has them, of the period `$1` and the part `$2`, from the calls with ids in `[$3, $4)`. */
export function sumsOfCallsSql(schema: string | undefined, table: SumTable, only = ''): string {
  const columns = table.columns.join(', ');
  const histograms = histogramsOf(table);
  const tags = table.columns.includes('tag') ? ` ${CALL_TAGS}` : '';
  return `WITH calls AS MATERIALIZED (
  SELECT ${selectedOf(table).join(', ')} FROM ${tableName(schema, 'llm_calls')}${tags} WHERE id >= $3 AND id < $4${only}
), totals AS (
  SELECT ${columns}, ${measuresOfCalls()} FROM calls GROUP BY ${columns}
)${histograms.map((column) => `, ${HISTOGRAMS[column]} AS (${groupedHistogramSql(column, columns)})`).join('')}
SELECT $1::timestamptz, $2::integer, totals.*${histograms.map((column) => `, ${HISTOGRAMS[column]}.buckets`).join('')}
FROM totals${histograms.map((column) => ` LEFT JOIN ${HISTOGRAMS[column]} USING (${columns})`).join('')}`;
}

/** A column that is both measured and grouped by is selected once. */
function selectedOf({ columns }: SumTable): string[] {
  const measured = MEASURED_COLUMNS.filter((column) => !(columns as readonly string[]).includes(column));
  return [...columns.map((column) => `${columnOfCalls(column)} AS ${column}`), ...measured];
}

function histogramsOf({ hasHistograms }: SumTable): HistogramColumn[] {
  return hasHistograms ? (Object.keys(HISTOGRAMS) as HistogramColumn[]) : [];
}

function groupedHistogramSql(column: HistogramColumn, columns: string): string {
  return `SELECT ${columns}, ${histogramSql('bucket', 'n')} AS buckets
  FROM (SELECT ${columns}, ${bucketSql(column)} AS bucket, count(*) AS n FROM calls
    WHERE ${column} IS NOT NULL AND status <> 'pending' GROUP BY ${columns}, bucket) AS counted GROUP BY ${columns}`;
}
