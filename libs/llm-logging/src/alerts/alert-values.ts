import { CALL_COLUMNS, callIdBound } from 'llm-exchange/call';
import type { LlmDatabase } from '../storage/llm-database.js';
import type { LlmBudgetMatch } from '../options/match.options.js';
import { Conditions } from '../storage/filters/conditions.js';
import { measuresOfCalls, type MeasureName } from '../rollups/schema/measures.js';
import type { RollupColumn } from '../rollups/schema/tables.js';
import { tableName } from '../storage/table-name.js';
import { readRollups, type RollupReader } from '../rollups/read/rollup-reader.js';
import { COLUMN_OF_DIMENSION, type GroupRow } from '../rollups/plan/question.js';
import { MEASURED_COLUMNS } from '../rollups/schema/measures.js';
import type { LlmAlert, LlmAlertMetric } from '../options/alerts.options.js';

type ReadingDatabase = Pick<LlmDatabase, 'transaction' | 'schema'>;

/** What an alert looks at, of one value of `per`. */
export interface AlertValue {
  readonly value: number;
  readonly calls: number;
}

/** By value of `per`; the empty text stands for all calls of an alert without. */
export type AlertValues = ReadonlyMap<string, AlertValue>;

const MEASURES: readonly MeasureName[] = ['calls', 'cost', 'pending', 'failed', 'unpriced', 'total_tokens'];

/** The metric of calls that started in a time: from rollups, and from rows where these do not know the question. */
export async function alertValues(
  database: ReadingDatabase,
  alert: LlmAlert,
  from: number,
  to: number,
): Promise<AlertValues> {
  if (needsRows(alert)) return fromRows(database, alert, from, to);
  return readRollups(database, (reader) => fromRollups(reader, alert, from, to));
}

/** Rollups know one tag of a call, and the model that answered; not the one that was asked for. */
function needsRows({ per, match = {} }: LlmAlert): boolean {
  if (per === 'session' || match.environment !== undefined || match.model !== undefined) return true;
  return (match.tags?.length ?? 0) > 1;
}

async function fromRollups(
  reader: RollupReader,
  { metric, match = {}, per }: LlmAlert,
  from: number,
  to: number,
): Promise<AlertValues> {
  const column: RollupColumn | undefined =
    per === undefined || per === 'session' ? undefined : COLUMN_OF_DIMENSION[per];
  const { environment: _, ...filters } = match;
  const question = { time: { from, to }, filters, groupBy: column === undefined ? [] : [column] };
  const rows = await reader.measures({ ...question, measures: MEASURES });
  const subjectOf = (row: Partial<Record<RollupColumn, string>>): string =>
    column === undefined ? '' : (row[column] ?? '');
  const latencies = new Map<string, number>();
  if (metric === 'p95LatencyMs')
    for (const row of await reader.histograms({ ...question, lists: ['latency_buckets'] }))
      latencies.set(subjectOf(row), row.latency_buckets?.percentiles([0.95])[0] ?? 0);
  return valuesOf(rows, metric, subjectOf, per !== undefined, (subject) => latencies.get(subject) ?? 0);
}

async function fromRows(
  { transaction, schema }: ReadingDatabase,
  { metric, match = {}, per }: LlmAlert,
  from: number,
  to: number,
): Promise<AlertValues> {
  const conditions = conditionsOf(match, from, to);
  const subject =
    per === undefined ? `''` : `coalesce(${per === 'session' ? 'session_id' : COLUMN_OF_DIMENSION[per]}, '')`;
  const columns = [...new Set(['latency_ms', ...MEASURED_COLUMNS])].join(', ');
  const rows = await transaction({ statementTimeoutMs: 15_000, readOnly: true }, (query) =>
    query<GroupRow & { subject: string; p95: number | null }>(
      `SELECT subject, ${measuresOfCalls(MEASURES)}, percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE status <> 'pending') AS p95
FROM (SELECT ${subject} AS subject, ${columns} FROM ${tableName(schema, 'llm_calls')} WHERE ${conditions.toString()}) AS calls GROUP BY subject`,
      conditions.values,
    ),
  );
  const latencies = new Map(rows.map(({ subject: each, p95 }) => [each, p95 ?? 0]));
  return valuesOf(
    rows,
    metric,
    (row) => row.subject,
    per !== undefined,
    (each) => latencies.get(each) ?? 0,
  );
}

function conditionsOf(match: LlmBudgetMatch, from: number, to: number): Conditions {
  const conditions = new Conditions()
    .add('id >= ?', callIdBound(new Date(from)))
    .add('id < ?', callIdBound(new Date(to)));
  conditions.and(`kind = 'call'`);
  const { tags, model, ...others } = match;
  for (const [member, value] of Object.entries(others) as [keyof typeof others, string | undefined][])
    if (value !== undefined) conditions.add(`${CALL_COLUMNS[member].column} = ?`, value);
  if (model !== undefined) conditions.add('? IN (model, request_model)', model);
  if (tags !== undefined) conditions.add('tags @> ?', [...tags]);
  return conditions;
}

function valuesOf<Row extends GroupRow>(
  rows: readonly Row[],
  metric: LlmAlertMetric,
  subjectOf: (row: Row) => string,
  isPer: boolean,
  latencyOf: (subject: string) => number,
): AlertValues {
  const values = new Map<string, AlertValue>();
  for (const row of rows) {
    const subject = subjectOf(row);
    // Calls without the value are nobody's.
    if (isPer && subject === '') continue;
    values.set(subject, {
      calls: Number(row.calls ?? 0),
      value: metric === 'p95LatencyMs' ? latencyOf(subject) : valueOf(row, metric),
    });
  }
  return values;
}

function valueOf(row: GroupRow, metric: Exclude<LlmAlertMetric, 'p95LatencyMs'>): number {
  const of = (name: MeasureName): number => Number(row[name] ?? 0);
  const ended = of('calls') - of('pending');
  const values = {
    cost: of('cost'),
    calls: of('calls'),
    errorRate: ended === 0 ? 0 : of('failed') / ended,
    tokens: of('total_tokens'),
    unpricedCalls: of('unpriced'),
    droppedRecords: 0,
  };
  return values[metric];
}
