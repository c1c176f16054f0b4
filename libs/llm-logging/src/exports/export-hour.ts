import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportColumn } from './export-columns.js';
import { EXTENSIONS, openExportFile, type ExportFormat } from './export-file.js';
import type { ExportTarget } from './export-target.js';
import type { ExportRow, HourRows } from './hour-rows.js';

/** What was written of an hour. */
export interface ExportedHour {
  readonly hour: Date;
  /** Rows of calls, steps and the rest. */
  readonly calls: number;
  /** Keys below the target. */
  readonly files: readonly string[];
}

/** Writes an hour's calls and rollups, each format a file: first here, then whole to the target. */
export async function exportHour(
  hour: Date,
  rows: HourRows,
  { target, formats }: { readonly target: ExportTarget; readonly formats: readonly ExportFormat[] },
): Promise<ExportedHour> {
  const directory = await mkdtemp(join(tmpdir(), 'llm-export-'));
  try {
    const write = async (name: string, columns: readonly ExportColumn[], pages: AsyncIterable<ExportRow[]>) => {
      const files = formats.map((format) => `${name}.${EXTENSIONS[format]}`);
      const count = await writeFiles(
        files.map((file) => join(directory, file)),
        formats,
        { columns, pages },
      );
      return { count, files };
    };
    const calls = await write('calls', rows.callColumns, rows.calls(hour));
    const rollups = await write('rollups', rows.rollupColumns, rows.rollups(hour));
    const keys: string[] = [];
    for (const [name, { files }] of Object.entries({ calls, rollups })) {
      for (const file of files) {
        const key = `${name}/${folderOf(hour)}/${file}`;
        await target.put(key, join(directory, file));
        keys.push(key);
      }
    }
    return { hour, calls: calls.count, files: keys };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function writeFiles(
  paths: readonly string[],
  formats: readonly ExportFormat[],
  { columns, pages }: { readonly columns: readonly ExportColumn[]; readonly pages: AsyncIterable<ExportRow[]> },
): Promise<number> {
  const files = await Promise.all(paths.map((path, index) => openExportFile(formats[index]!, path, columns)));
  let count = 0;
  for await (const rows of pages) {
    count += rows.length;
    for (const file of files) await file.add(rows);
  }
  for (const file of files) await file.end();
  return count;
}

/** As Hive, DuckDB, Athena and BigQuery read partitions. Hours are UTC. */
function folderOf(hour: Date): string {
  const iso = hour.toISOString();
  return `date=${iso.slice(0, 10)}/hour=${iso.slice(11, 13)}`;
}
