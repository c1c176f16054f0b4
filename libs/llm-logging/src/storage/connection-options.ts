import type { DataSource, DataSourceOptions } from 'typeorm';
import { serversOfUrl } from '../options/database-url.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_DATA_SOURCE } from '../options/tokens.js';
import { pgWithOwnPool } from './connection/own-pool.js';
import { pgSharingPoolOf } from './connection/shared-pool.js';
import { LlmCall } from './rows/llm-call.entity.js';
import { MIGRATIONS } from './schema/migrations.js';
import { MIGRATIONS_TABLE } from './schema/pending-migrations.js';

type PostgresConnectionOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

const CONNECTION_TIMEOUT_MS = 5_000;
/** A connection that says nothing for so long is asked whether it still is one, by the operating system. */
const KEEP_ALIVE_MS = 30_000;

/**
 * How TypeORM connects: by a pool of the log's own, or by that of a DataSource of the application.
 * @param find gives a DataSource of the application by its name.
 */
export function connectionOptions(
  database: ResolvedOptions['database'],
  find: (name: string) => DataSource,
): PostgresConnectionOptions {
  const common = {
    name: LLM_LOGGING_DATA_SOURCE,
    type: 'postgres' as const,
    schema: database.schema,
    entities: [LlmCall],
    migrations: MIGRATIONS,
    migrationsTableName: MIGRATIONS_TABLE,
    installExtensions: false,
    logging: false,
  };
  if ('dataSource' in database) return { ...common, driver: pgSharingPoolOf(() => find(database.dataSource)) };
  const servers = serversOfUrl(database.url);
  return {
    ...common,
    driver: pgWithOwnPool(servers),
    url: servers.urls[0],
    ssl: database.ssl,
    applicationName: 'nestjs-llm-logging',
    connectTimeoutMS: CONNECTION_TIMEOUT_MS,
    poolSize: database.poolSize,
    poolErrorHandler: () => undefined,
    extra: { allowExitOnIdle: true, keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_MS },
  };
}
