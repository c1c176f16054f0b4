import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { requireUtf8 } from './connection/database-encoding.js';
import { readDatabaseId } from './database-id.js';
import { migrate } from './migrations/migrate.js';
import { ensurePartitions } from './partitions/partitions.js';
import { timesAhead } from './partitions/times-ahead.js';

const FOUND_TABLES =
  'Tables of the log were there without llm_logging_migrations, as after restoring some of them: they are kept, and what was missing is made.';

/**
 * Connects and, unless others do that, brings tables and partitions up to date.
 * @returns the id of the log; undefined where the table that has it is not there yet.
 */
export async function openDatabase(
  dataSource: DataSource,
  schema: string | undefined,
  { migrates }: { migrates: boolean },
): Promise<string | undefined> {
  if (!dataSource.isInitialized) await dataSource.initialize();
  await requireUtf8((sql, values) => dataSource.query(sql, values));
  if (migrates) {
    const { foundTables } = await migrate(dataSource, schema);
    if (foundTables) new Logger('LlmLogging').warn(FOUND_TABLES);
    await ensurePartitions(dataSource, schema, timesAhead());
  }
  return readDatabaseId(dataSource, schema);
}
