import { faultOfDatabaseUrl } from './database-url.js';
import type { MembersOf } from './schema/option.js';
import { wholeNumber } from './schema/numbers.js';
import type { Place } from './schema/place.js';
import { section } from './schema/section.js';
import { text } from './schema/texts.js';
import { that } from './schema/values.js';

/** A connection of the log's own, or a TypeORM DataSource that the application has. */
export type DatabaseOptions =
  | {
      /** `postgres://user:password@host:port/database`, PostgreSQL 14 or later. */
      url: string;
      /**
       * Connections of the log's own pool.
       * @default 4
       */
      poolSize?: number;
      /**
       * Schema of the log's tables, made when missing.
       * @default the first of the connection's `search_path`
       */
      schema?: string;
      /** As `pg` takes it: `true`, or TLS options. */
      ssl?: boolean | Record<string, unknown>;
    }
  | {
      /** Name of one of the application's DataSources (`default` for the unnamed one): its pool is shared. */
      dataSource: string;
      /**
       * Schema of the log's tables, made when missing.
       * @default the first of the connection's `search_path`
       */
      schema?: string;
    };

const TLS = that<boolean | Record<string, unknown>>(
  (value) => typeof value === 'boolean' || (typeof value === 'object' && value !== null),
  'must be true, false or the TLS options of `pg`',
);

const schemaName = that<string>(
  (value) => typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= 63 && !/[".]/.test(value),
  'must be at most 63 bytes long, without quotes and dots',
);

const poolSize = wholeNumber({ default: 4, from: 1, to: 1_000 });

export const databaseOptions = section(
  { url: text, poolSize, schema: schemaName, ssl: TLS, dataSource: text } satisfies MembersOf<DatabaseOptions>,
  ({ url, dataSource, schema, ...own }, place): DatabaseOptions => {
    if ((url === undefined) === (dataSource === undefined))
      place.fault(
        'give either `url` (postgres://user:password@host:port/database) or `dataSource` (the name of a TypeORM DataSource of yours)',
      );
    if (dataSource !== undefined) return { dataSource, schema };
    checkUrl(url, place);
    return { ...own, url: url!, schema };
  },
);

/** A read replica, for statistics. */
export interface StatsDatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  url: string;
  /**
   * Connections of its pool.
   * @default 4
   */
  poolSize?: number;
  /** As `pg` takes it: `true`, or TLS options. */
  ssl?: boolean | Record<string, unknown>;
}

export const statsDatabaseOptions = section(
  { url: text, poolSize, ssl: TLS } satisfies MembersOf<StatsDatabaseOptions>,
  ({ url = '', ...others }, place): StatsDatabaseOptions => {
    checkUrl(url, place);
    return { url, ...others };
  },
);

function checkUrl(url: string | undefined, place: Place): void {
  const fault = url === undefined ? undefined : faultOfDatabaseUrl(url);
  if (fault !== undefined) place.member('url').fault(fault);
}
