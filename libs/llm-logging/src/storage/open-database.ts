import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { requireUtf8 } from './connection/database-encoding.js';
import { keepDatabaseId, readDatabaseId } from './database-id.js';
import { migrate } from './schema/migrate.js';
import { ensurePartitions } from './partitions/partitions.js';
import { timesAhead } from './partitions/times-ahead.js';

const FOUND_TABLES =
  'Tables of the log were there without llm_logging_migrations, as after restoring some of them: they are kept, and what was missing is made.';

const REMADE =
  'Tables of the log were gone although it had made them: something dropped them, such as a schema tool (drizzle-kit push, MikroORM schema:update, prisma db push). They were made anew; what was in them is lost. docs/other-orms.md says which setting leaves them alone, and `database.schema` gives the log a schema of its own.';

/**
 * Connects and, unless others do that, brings tables and partitions up to date.
 * @param formerId the id of the log that was opened before.
 * @returns the id of the log; undefined where the table that has it is not there yet.
 */
export async function openDatabase(
  dataSource: DataSource,
  schema: string | undefined,
  { migrates, formerId }: { migrates: boolean; formerId?: string | undefined },
): Promise<string | undefined> {
  if (!dataSource.isInitialized) await dataSource.initialize();
  await requireUtf8((sql, values) => dataSource.query(sql, values));
  if (migrates) {
    const { ran, foundTables, remade } = await migrate(dataSource, schema);
    if (foundTables) new Logger('LlmLogging').warn(FOUND_TABLES);
    if (remade || (formerId !== undefined && ran.length > 0)) new Logger('LlmLogging').warn(REMADE);
    await ensurePartitions(dataSource, schema, timesAhead());
    // Journals of this process name it: tables that were made anew are of the same log.
    if (formerId !== undefined) await keepDatabaseId(dataSource, schema, formerId);
  }
  return readDatabaseId(dataSource, schema);
}
