import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { logging, startContext } from '../support/application.js';
import { createEmptyDatabase, type TestDatabase } from '../support/database.js';

const run = promisify(execFile);

/** Schema tools that others bring, set as docs/other-orms.md says: `npm run test:applications` installs them. */
const describeAll = process.env['TEST_APPLICATIONS'] === 'all' ? describe : describe.skip;

describeAll('a schema tool on the same database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-logging-schema-tools-'));
  let database: TestDatabase;
  let app: INestApplicationContext;

  const file = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const npx = async (...args: string[]): Promise<string> => {
    const env = { ...process.env, NODE_OPTIONS: '', DATABASE_URL: database.url };
    const { stdout, stderr } = await run('npx', ['--no-install', ...args], { cwd: folder, env });
    return stdout + stderr;
  };
  const isKept = async (): Promise<void> => {
    expect(await database.query('SELECT model FROM llm.llm_calls')).toEqual([{ model: 'kept' }]);
    const [row] = await database.query<{ tables: number }>(
      `SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = 'llm'`,
    );
    expect(row!.tables).toBeGreaterThan(20);
  };

  beforeAll(async () => {
    file('package.json', JSON.stringify({ private: true, type: 'module' }));
    file('config.mjs', MIKRO_ORM);
    file('drizzle.config.ts', DRIZZLE_CONFIG);
    file('schema.ts', DRIZZLE_SCHEMA);
    const packages = [
      'pg@8',
      'drizzle-orm@0.45',
      'drizzle-kit@0.31',
      '@mikro-orm/core@6.6.16',
      '@mikro-orm/postgresql@6.6.16',
    ];
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
    await run('npm', ['install', ...options, ...packages], { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' } });
    database = await createEmptyDatabase();
    const at = { url: database.url, schema: 'llm', poolSize: 1 };
    app = await startContext({ imports: [logging(database, { database: at })] });
    await app.get(LlmLoggerService).record({ model: 'kept' });
    await app.get(LlmLoggerService).flush();
  }, 300_000);

  afterAll(async () => {
    await app?.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('drizzle-kit push --force', async () => {
    await npx('drizzle-kit', 'push', '--force');
    expect(await database.query('SELECT * FROM of_drizzle')).toEqual([]);
    await isKept();
  }, 120_000);

  it('MikroORM schema:update', async () => {
    const { stdout } = await run(process.execPath, ['config.mjs', database.url], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(stdout).toContain('of_mikro');
    expect(stdout).not.toMatch(/llm/);
    await isKept();
  }, 120_000);
});

const DRIZZLE_SCHEMA = `
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
export const products = pgTable('of_drizzle', { id: integer().primaryKey(), name: text() });
`;

const DRIZZLE_CONFIG = `
import { defineConfig } from 'drizzle-kit';
export default defineConfig({
  dialect: 'postgresql',
  dbCredentials: { url: process.env.DATABASE_URL! },
  schema: './schema.ts',
  schemaFilter: ['public'],
});
`;

const MIKRO_ORM = `
import { EntitySchema, MikroORM } from '@mikro-orm/postgresql';
const Product = new EntitySchema({ name: 'OfMikro', tableName: 'of_mikro', properties: { id: { type: 'number', primary: true } } });
const Other = new EntitySchema({ name: 'OfDrizzle', tableName: 'of_drizzle', properties: { id: { type: 'number', primary: true, autoincrement: false }, name: { type: 'text', nullable: true } } });
const orm = await MikroORM.init({
  clientUrl: process.argv[2],
  entities: [Product, Other],
  schemaGenerator: { ignoreSchema: ['llm'] },
});
console.log(await orm.schema.getUpdateSchemaSQL());
await orm.schema.updateSchema();
await orm.close();
`;
