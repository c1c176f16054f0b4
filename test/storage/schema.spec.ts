import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { LlmLoggingError } from 'nestjs-llm-logging';
import { expectedSchema } from '../../scripts/schema/expected-schema.mjs';
import { logging, moduleOf } from '../support/application.js';
import { createEmptyDatabase, type TestDatabase } from '../support/database.js';
import { runCli } from '../support/cli.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createEmptyDatabase();
});
afterAll(() => database?.drop());

describe('the schema that the migrations make', () => {
  beforeAll(async () => {
    expect(await runCli(['migrate', '--url', database.url, '--schema', 'made'])).toMatchObject({ code: 0 });
    await database.query('CREATE SCHEMA expected');
    for (const statement of expectedSchema()) await database.query(statement.replace(/@(llm_\w+)/g, 'expected.$1'));
  });

  it.each(Object.entries(catalogs()))('is the one that the code expects: %s', async (_, sql) => {
    const made = await inSchema('made', sql);
    expect(made.length).toBeGreaterThan(0);
    expect(made).toEqual(await inSchema('expected', sql));
  });

  it('refuses tables of the versions that were never published, and keeps their calls on request', async () => {
    const [{ name }] = (await database.query('SELECT name FROM made.llm_logging_migrations')) as [{ name: string }];
    await database.query(`UPDATE made.llm_logging_migrations SET name = 'CreateLlmCalls1764000000000'`);
    const at = { url: database.url, schema: 'made' };
    const start = () =>
      NestFactory.createApplicationContext(moduleOf({ imports: [logging(database, { database: at })] }), {
        logger: false,
        abortOnError: false,
      });
    const refusal = await start().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LlmLoggingError);
    const [, remedy] = /`(DROP TABLE [^`]+)`/.exec(String(refusal))!;
    await database.query(remedy!);
    await (await start()).close();
    expect(await database.query('SELECT name FROM made.llm_logging_migrations')).toEqual([{ name }]);
  });
});

/** What PostgreSQL knows of a schema, `$1`, as text; without partitions. */
function catalogs(): Record<string, string> {
  const relations = `pg_class AS c WHERE c.relnamespace = $1::regnamespace AND NOT c.relispartition AND c.relname NOT LIKE 'llm_logging_migrations%'`;
  return {
    columns: `SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attcollation::regcollation,
  (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = c.oid AND adnum = a.attnum)) AS text
FROM pg_attribute AS a JOIN ${relations.replace(' WHERE', ' ON a.attrelid = c.oid WHERE')} AND c.relkind IN ('r', 'p', 'v') AND a.attnum > 0 AND NOT a.attisdropped`,
    keys: `SELECT concat_ws(' ', c.relname, k.conname, pg_get_constraintdef(k.oid)) AS text
FROM pg_constraint AS k JOIN ${relations.replace(' WHERE', ' ON k.conrelid = c.oid WHERE')} AND k.contype <> 'n'`,
    indexes: `SELECT pg_get_indexdef(c.oid) AS text FROM ${relations} AND c.relkind IN ('i', 'I')`,
    views: `SELECT concat_ws(' ', c.relname, pg_get_viewdef(c.oid)) AS text FROM ${relations} AND c.relkind = 'v'`,
    partitioning: `SELECT concat_ws(' ', c.relname, pg_get_partkeydef(c.oid)) AS text FROM ${relations} AND c.relkind = 'p'`,
    functions: `SELECT pg_get_functiondef(p.oid) AS text FROM pg_proc AS p WHERE p.pronamespace = $1::regnamespace`,
  };
}

async function inSchema(schema: string, sql: string): Promise<string[]> {
  const rows = await database.query<{ text: string }>(sql, [schema]);
  return rows.map(({ text }) => text.replaceAll(`${schema}.`, '')).sort();
}
