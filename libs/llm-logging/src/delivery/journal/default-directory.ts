import { readFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { DatabaseOptions } from '../../options/llm-logging-options.js';
import { placeOf } from '../../storage/database-identity.js';

/**
 * In the system's temporary directory: one for each user, application and database. Where the database is a DataSource of the application, whose
 * name says nothing of where it is, all databases of the application have one: segments say whose they are.
 */
export function defaultJournalDirectory(database: DatabaseOptions): string {
  const user = process.getuid?.() ?? userInfo().username;
  const key = 'url' in database ? placeOf(database, database.schema).slice(0, 12) : 'data-source';
  return join(tmpdir(), `nestjs-llm-logging-${user}`, `${applicationName()}-${key}`);
}

function applicationName(): string {
  try {
    const { name } = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as { name?: unknown };
    return typeof name === 'string' ? name.replace(/[^\w.-]+/g, '-').slice(-64) : 'application';
  } catch {
    return 'application';
  }
}
