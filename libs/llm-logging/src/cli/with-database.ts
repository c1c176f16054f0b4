import { LlmDatabase } from '../storage/llm-database.js';
import { databaseUrl } from './arguments.js';
import type { CliHost } from './command.js';

/** Works on the database that the arguments name, as it is: its tables are not brought up to date. */
export async function withDatabase<T>(
  { url: given, schema }: { url?: string; schema?: string },
  host: CliHost,
  work: (database: LlmDatabase) => Promise<T>,
): Promise<T> {
  const url = databaseUrl(given, host);
  const database = new LlmDatabase({ database: { url, schema, poolSize: 1 }, migrate: false });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
