import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { LlmLoggingError } from '../../llm-logging.errors.js';

/**
 * A `pg` whose pool is that of one of the application's DataSources: TypeORM connects through it, and closing the log's
 * DataSource leaves the application's alone. The DataSource is looked up at the first connection, when the application has
 * made it.
 */
export function pgSharingPoolOf(dataSource: () => DataSource): typeof pg {
  class SharedPool extends EventEmitter {
    connect(...args: unknown[]): unknown {
      return Reflect.apply(poolOf(dataSource()).connect as (...args: unknown[]) => unknown, poolOf(dataSource()), args);
    }

    get options(): pg.PoolConfig {
      return poolOf(dataSource()).options;
    }

    end(callback?: () => void): Promise<void> {
      callback?.();
      return Promise.resolve();
    }
  }
  return Object.assign(Object.create(pg) as object, { Pool: SharedPool }) as unknown as typeof pg;
}

function poolOf(dataSource: DataSource): pg.Pool {
  if (dataSource.options.type !== 'postgres') {
    throw new LlmLoggingError(
      `The DataSource named in the option \`database\` is one of ${dataSource.options.type}, but the log needs PostgreSQL. Give it a \`url\` of its own.`,
    );
  }
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}
