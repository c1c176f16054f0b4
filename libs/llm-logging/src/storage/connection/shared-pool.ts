import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { LlmLoggingError } from '../../llm-logging.errors.js';
import { LentIsoDates } from './iso-dates.js';

type Connected = Parameters<pg.Pool['connect']>[0];

/**
 * A `pg` whose pool is that of one of the application's DataSources: TypeORM connects through it, and closing the log's
 * DataSource leaves the application's alone. The DataSource is looked up at the first connection, when the application has
 * made it.
 */
export function pgSharingPoolOf(dataSource: () => DataSource): typeof pg {
  const dates = new LentIsoDates();
  class SharedPool extends EventEmitter {
    connect(callback: Connected): void {
      poolOf(dataSource()).connect((error, client, release) => {
        if (error !== undefined || client === undefined) return callback(error, client, release);
        dates.lend(client).then(
          (giveBack) =>
            callback(
              undefined,
              client,
              (problem) => void (problem ? release(problem) : giveBack().then(() => release(), release)),
            ),
          (problem: Error) => {
            release(problem);
            callback(problem, undefined, () => undefined);
          },
        );
      });
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
