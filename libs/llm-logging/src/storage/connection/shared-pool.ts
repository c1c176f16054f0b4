import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { LlmLoggingError } from '../../errors.js';
import { GuardedPool } from './guarded-pool.js';
import { LentIsoDates } from './iso-dates.js';
import { pgWithPool } from './own-pool.js';

/**
 * A `pg` whose pool is that of one of the application's DataSources: TypeORM connects through it, and closing the log's
 * DataSource leaves the application's alone. The DataSource is looked up at the first connection, when the application has
 * made it.
 */
export function pgSharingPoolOf(dataSource: () => DataSource): typeof pg {
  const dates = new LentIsoDates();
  class SharedPool extends GuardedPool {
    constructor() {
      super(() => poolOf(dataSource()), dates);
    }
  }
  return pgWithPool(SharedPool);
}

function poolOf(dataSource: DataSource): pg.Pool {
  if (dataSource.options.type !== 'postgres') {
    throw new LlmLoggingError(
      `The DataSource named in the option \`database\` is one of ${dataSource.options.type}, but the log needs PostgreSQL. Give it a \`url\` of its own.`,
    );
  }
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}
