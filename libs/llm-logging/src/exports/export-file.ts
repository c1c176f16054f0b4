import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import type { ParquetWriter } from 'hyparquet-writer';
import type { ExportColumn } from './export-columns.js';
import type { ExportRow } from './hour-rows.js';
import { loadParquet } from './parquet-package.js';

/** A file that rows are added to. */
interface ExportFile {
  add(rows: readonly ExportRow[]): Promise<void>;
  /** All of it is written. */
  end(): Promise<void>;
}

/** `parquet`, or `ndjson.gz`: one JSON object a line, compressed. */
export type ExportFormat = 'parquet' | 'ndjson';

export const EXTENSIONS: Readonly<Record<ExportFormat, string>> = { parquet: 'parquet', ndjson: 'ndjson.gz' };

/** @throws LlmLoggingError where `parquet` is asked for and the package for it is missing. */
export async function openExportFile(
  format: ExportFormat,
  path: string,
  columns: readonly ExportColumn[],
): Promise<ExportFile> {
  return format === 'ndjson' ? new NdjsonFile(path) : openParquetFile(path, columns);
}

class NdjsonFile implements ExportFile {
  readonly #file: WriteStream;
  readonly #gzip: Gzip;
  readonly #done: Promise<void>;

  constructor(path: string) {
    this.#file = createWriteStream(path);
    this.#gzip = createGzip();
    this.#gzip.pipe(this.#file);
    this.#done = finished(this.#file);
    // Whoever adds or ends gets it.
    this.#done.catch(() => this.#gzip.destroy());
  }

  async add(rows: readonly ExportRow[]): Promise<void> {
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    if (!this.#gzip.write(lines)) await Promise.race([once(this.#gzip, 'drain'), this.#done]);
  }

  async end(): Promise<void> {
    this.#gzip.end();
    await this.#done;
  }
}

async function openParquetFile(path: string, columns: readonly ExportColumn[]): Promise<ExportFile> {
  const { ParquetWriter: Writer, schemaFromColumnData, fileWriter } = await loadParquet();
  const schema = schemaFromColumnData({ columnData: columns.map(({ name, type }) => ({ name, data: [], type })) });
  return new ParquetFile(new Writer({ writer: fileWriter(path), schema }), columns);
}

/** Rows of one group: a reader takes one into memory. */
const GROUP_ROWS = 10_000;
/** … or fewer, where texts are long. */
const GROUP_CHARACTERS = 16 * 1024 * 1024;

class ParquetFile implements ExportFile {
  #rows: ExportRow[] = [];
  #characters = 0;

  constructor(
    private readonly writer: ParquetWriter,
    private readonly columns: readonly ExportColumn[],
  ) {}

  async add(rows: readonly ExportRow[]): Promise<void> {
    for (const row of rows) {
      this.#rows.push(row);
      this.#characters += charactersOf(row);
      if (this.#rows.length >= GROUP_ROWS || this.#characters >= GROUP_CHARACTERS) await this.#write();
    }
  }

  async end(): Promise<void> {
    await this.#write();
    await this.writer.finish();
  }

  async #write(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    this.#characters = 0;
    if (rows.length === 0) return;
    const columnData = this.columns.map(({ name }) => ({ name, data: rows.map((row) => row[name] ?? null) }));
    await this.writer.write({ columnData, rowGroupSize: GROUP_ROWS });
  }
}

function charactersOf(row: ExportRow): number {
  return Object.values(row).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
}
