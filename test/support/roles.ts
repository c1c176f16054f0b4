import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestDatabase } from './database.js';

/** A role of the server, with nothing but what it is granted. */
export interface TestRole {
  readonly name: string;
  /** The database, as this role. */
  readonly url: string;
  /** One statement as this role. */
  query(sql: string, values?: unknown[]): Promise<Record<string, any>[]>;
  /** To be called while its database is there. */
  drop(): Promise<void>;
}

export async function createRole(database: TestDatabase): Promise<TestRole> {
  const name = `r_${randomBytes(6).toString('hex')}`;
  await database.query(`CREATE ROLE ${name} LOGIN PASSWORD 'secret'`);
  const url = urlOf(database, name);
  return {
    name,
    url,
    query: async (sql, values) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client
        .query(sql, values)
        .then(({ rows }) => rows)
        .finally(() => client.end());
    },
    drop: async () => {
      await database.query(`DROP OWNED BY ${name} CASCADE`);
      await database.query(`DROP ROLE ${name}`);
    },
  };
}

function urlOf(database: TestDatabase, user: string): string {
  const url = new URL(database.url);
  url.username = user;
  url.password = 'secret';
  return url.toString();
}
