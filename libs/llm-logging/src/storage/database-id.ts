import type { DataSource } from 'typeorm';
import { tableName } from './table-name.js';

/** The id of the log, made with its tables. @returns undefined where a migration that makes it has not run, as `migrate: false` leaves it to others. */
export async function readDatabaseId(dataSource: DataSource, schema: string | undefined): Promise<string | undefined> {
  const table = tableName(schema, 'llm_database');
  const [{ found }] = await dataSource.query<[{ found: boolean }]>('SELECT to_regclass($1) IS NOT NULL AS found', [
    table,
  ]);
  if (!found) return undefined;
  const [row] = await dataSource.query<{ id: string }[]>(`SELECT id FROM ${table}`);
  return row?.id;
}

/** Gives tables that were made anew the id that the log had. */
export async function keepDatabaseId(dataSource: DataSource, schema: string | undefined, id: string): Promise<void> {
  await dataSource.query(`UPDATE ${tableName(schema, 'llm_database')} SET id = $1 WHERE id <> $1`, [id]);
}
