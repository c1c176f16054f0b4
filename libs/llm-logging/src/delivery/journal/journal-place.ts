import { readFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { DatabaseOptions } from '../../options/database.options.js';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import { placeOf } from '../../storage/database-identity.js';

/** Where a journal is. */
export interface JournalPlace {
  /** Made where it is missing, readable by this user alone. */
  readonly directory: string;
  /** Whether others may write beside it, as in the system's temporary directory: then it has to be this user's own. */
  readonly isPublic: boolean;
}

/** The directory of the options, or one in the system's temporary directory, where everybody may write. */
export function journalPlaceOf({ database, delivery }: ResolvedOptions): JournalPlace {
  const { journalDirectory } = delivery;
  return journalDirectory === undefined
    ? { directory: defaultDirectory(database), isPublic: true }
    : { directory: journalDirectory, isPublic: false };
}

/**
 * One for each user, application and database. Where the database is a DataSource of the application, whose name says nothing of where it
 * is, all databases of the application have one: segments say whose they are.
 */
function defaultDirectory(database: DatabaseOptions): string {
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
