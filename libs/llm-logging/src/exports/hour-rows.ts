import { callIdBound } from 'llm-exchange/call';
import { tableName } from '../storage/table-name.js';
import { REPORT_COLUMNS, ROLLUP_COLUMNS, ROLLUP_GROUPS, TEXT_COLUMNS, type ExportColumn } from './export-columns.js';

/** Rows of an export, in the order of their columns' names. */
export type ExportRow = Readonly<Record<string, unknown>>;

/** Rows of one read: with texts of 256 KiB each they fit into memory. */
const PAGE = 1_000;
const PAGE_WITH_TEXTS = 200;

export const HOUR_MS = 3_600_000;

/** Runs a read of its own. */
export type Read = <Row>(sql: string, values: unknown[]) => Promise<Row[]>;

/** What there is to export of an hour. */
export class HourRows {
  readonly callColumns: readonly ExportColumn[];
  readonly rollupColumns = ROLLUP_COLUMNS;

  constructor(
    private readonly read: Read,
    private readonly schema: string | undefined,
    private readonly texts: boolean,
  ) {
    this.callColumns = texts ? [...REPORT_COLUMNS, ...TEXT_COLUMNS] : REPORT_COLUMNS;
  }

  /** Its calls by id, page by page. */
  async *calls(hour: Date): AsyncGenerator<ExportRow[]> {
    const [from, to] = boundsOf(hour);
    const limit = this.texts ? PAGE_WITH_TEXTS : PAGE;
    const sql = (is: '>=' | '>'): string =>
      `SELECT ${listOf(this.callColumns)} FROM ${this.#table} WHERE id ${is} $1 AND id < $2 ORDER BY id LIMIT ${limit}`;
    let rows = await this.read<ExportRow>(sql('>='), [from, to]);
    while (rows.length > 0) {
      yield rows;
      if (rows.length < limit) return;
      rows = await this.read<ExportRow>(sql('>'), [rows.at(-1)!['id'], to]);
    }
  }

  /** Its sums by company, environment, call type, provider and model, of calls of models alone. */
  async *rollups(hour: Date): AsyncGenerator<ExportRow[]> {
    const rows = await this.read<ExportRow>(
      `SELECT ${listOf(this.rollupColumns)} FROM ${this.#table} WHERE id >= $1 AND id < $2 AND kind = 'call' GROUP BY ${ROLLUP_GROUPS} ORDER BY ${ROLLUP_GROUPS}`,
      [...boundsOf(hour), hour],
    );
    if (rows.length > 0) yield rows;
  }

  async count(hour: Date): Promise<number> {
    const sql = `SELECT count(*)::integer AS calls FROM ${this.#table} WHERE id >= $1 AND id < $2`;
    const [row] = await this.read<{ calls: number }>(sql, boundsOf(hour));
    return row!.calls;
  }

  /** The first hour from `from` on that has calls. */
  async next(from: Date | undefined): Promise<Date | undefined> {
    const [row] = await this.read<{ id: string }>(`SELECT id FROM ${this.#table} WHERE id >= $1 ORDER BY id LIMIT 1`, [
      callIdBound(from ?? new Date(0)),
    ]);
    return row === undefined ? undefined : hourOf(row.id);
  }

  get #table(): string {
    return tableName(this.schema, 'llm_calls');
  }
}

function boundsOf(hour: Date): [string, string] {
  return [callIdBound(hour), callIdBound(new Date(hour.getTime() + HOUR_MS))];
}

function listOf(columns: readonly ExportColumn[]): string {
  return columns.map(({ name, sql }) => `${sql} AS ${name}`).join(', ');
}

function hourOf(id: string): Date {
  const ms = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  return new Date(Math.floor(ms / HOUR_MS) * HOUR_MS);
}
