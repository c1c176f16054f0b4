import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { LISTS } from './schema/histogram-columns.js';
import { MEASURES } from './schema/measures.js';
import { sumColumnsOf, SUM_TABLES } from './schema/tables.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const log = new LlmDatabase({ database: { url: database.url, poolSize: 1 }, migrate: true });
  await log.ready();
  await log.close();
});
afterAll(() => database?.drop());

it.each(SUM_TABLES)('$name is made by the migrations as the code expects it', async (table) => {
  const columns = await database.query<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table.name],
  );
  expect(columns.map(({ name, type }) => [name, type])).toEqual([
    ['id', 'bigint'],
    [table.period, 'timestamp with time zone'],
    ['part', 'integer'],
    ['summed_by', 'text'],
    ...sumColumnsOf(table).map((column) => [column, 'text']),
    ...table.measures.map((measure) => [measure, MEASURES[measure].type.split(' ')[0]]),
    ...(table.timed ? LISTS.map((list) => [list, 'text']) : []),
  ]);
});
