import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { tableName } from '../storage/table-name.js';
import type { LlmDatabase } from '../storage/llm-database.js';
import { exportHour, type ExportedHour } from './export-hour.js';
import { openExportTarget, type ExportTarget } from './export-target.js';
import { HOUR_MS, HourRows, type Read } from './hour-rows.js';

type ExportSettings = Exclude<ResolvedOptions['exports'], false>;
type Transaction = LlmDatabase['transaction'];

/** Key of the advisory lock that lets one instance export at a time. */
const EXPORT_LOCK = '7308332045016115';
/** How long one read may take: a page of an hour's calls, or its sums. */
const READ = { statementTimeoutMs: 5 * 60_000, readOnly: true };
const WRITE = { statementTimeoutMs: 30_000 };
/** How much later an exported hour is counted once more. */
const RECOUNT_MS = 24 * HOUR_MS;

/** What one run has done. */
export interface LlmExportReport {
  /** Hours that were written, oldest first. */
  readonly hours: readonly ExportedHour[];
  /** Hours written before that have more or fewer calls by now, such as calls that waited for the database. */
  readonly changedHours: readonly Date[];
}

interface ExportRun {
  /** These hours, also those that were written before. Default: those that are due. */
  readonly again?: { readonly from: Date; readonly to: Date };
  /** Ends after the hour that is at work. */
  readonly signal?: AbortSignal;
}

/**
 * Writes the hours that are due, oldest first, each to a key of its own, and notes each in `llm_exports`. What dies in between is written again
 * under the same key, so there is one file of each hour.
 * @returns null where another instance is at it.
 */
export async function runExports(
  database: LlmDatabase,
  settings: ExportSettings,
  run: ExportRun = {},
): Promise<LlmExportReport | null> {
  const target = await openExportTarget(settings.to);
  try {
    return await database.withAdvisoryLock(EXPORT_LOCK, (transaction) =>
      new Exports(database.schema, transaction, target, settings).run(run),
    );
  } finally {
    target.close();
  }
}

class Exports {
  readonly #rows: HourRows;
  readonly #table: string;

  constructor(
    schema: string | undefined,
    private readonly transaction: Transaction,
    private readonly target: ExportTarget,
    private readonly settings: ExportSettings,
  ) {
    const read: Read = <Row>(sql: string, values: unknown[]) => transaction(READ, (query) => query<Row>(sql, values));
    this.#rows = new HourRows(read, schema, settings.texts);
    this.#table = tableName(schema, 'llm_exports');
  }

  async run({ again, signal }: ExportRun): Promise<LlmExportReport> {
    const end = again?.to ?? new Date(Date.now() - this.settings.delayMinutes * 60_000 - HOUR_MS);
    const hours: ExportedHour[] = [];
    const changedHours: Date[] = [];
    let hour = await this.#rows.next(again?.from ?? (await this.#due()));
    while (hour !== undefined && hour <= end && !(signal?.aborted ?? false)) {
      const exported = await exportHour(hour, this.#rows, { target: this.target, formats: this.settings.formats });
      await this.#note(exported);
      hours.push(exported);
      const before = again === undefined ? await this.#changedSince(new Date(hour.getTime() - RECOUNT_MS)) : undefined;
      if (before !== undefined) changedHours.push(before);
      hour = await this.#rows.next(new Date(hour.getTime() + HOUR_MS));
    }
    return { hours, changedHours };
  }

  /** From where on hours are not written yet. */
  async #due(): Promise<Date | undefined> {
    const [row] = await this.transaction(READ, (query) =>
      query<{ hour: Date | null }>(`SELECT max(hour) AS hour FROM ${this.#table} WHERE target = $1`, [
        this.target.name,
      ]),
    );
    if (row?.hour) return new Date(row.hour.getTime() + HOUR_MS);
    return this.settings.since;
  }

  async #note({ hour, calls, files }: ExportedHour): Promise<void> {
    await this.transaction(WRITE, (query) =>
      query(
        `INSERT INTO ${this.#table} (target, hour, calls, files, exported_at) VALUES ($1, $2, $3, $4, now())
ON CONFLICT (target, hour) DO UPDATE SET calls = excluded.calls, files = excluded.files, exported_at = excluded.exported_at`,
        [this.target.name, hour, calls, files],
      ),
    );
  }

  async #changedSince(hour: Date): Promise<Date | undefined> {
    const [row] = await this.transaction(READ, (query) =>
      query<{ calls: string }>(`SELECT calls FROM ${this.#table} WHERE target = $1 AND hour = $2`, [
        this.target.name,
        hour,
      ]),
    );
    if (row === undefined) return undefined;
    return (await this.#rows.count(hour)) === Number(row.calls) ? undefined : hour;
  }
}
