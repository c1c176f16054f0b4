import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { DataSource, EntitySchema } from 'typeorm';
import { logging, startContext } from '../support/application.js';
import { createEmptyDatabase, type TestDatabase } from '../support/database.js';

const Product = new EntitySchema<{ id: number; name: string }>({
  name: 'product',
  columns: { id: { type: Number, primary: true }, name: { type: String } },
});

/** As docs/other-orms.md says it. */
describe('a TypeORM DataSource of the application on the same database', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;

  const start = async (schema?: string): Promise<void> => {
    const at = { url: database.url, poolSize: 1, ...(schema && { schema }) };
    app = await startContext({ imports: [logging(database, { database: at })] });
    await app.get(LlmLoggerService).record({ model: 'kept' });
    await app.get(LlmLoggerService).flush();
  };
  const synchronised = async (dropSchema: boolean): Promise<string[]> => {
    const source = new DataSource({
      type: 'postgres',
      url: database.url,
      entities: [Product],
      synchronize: true,
      dropSchema,
    });
    await source.initialize();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    await source.destroy();
    return upQueries.map(({ query }) => query);
  };

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });

  afterEach(async () => {
    await app.close();
    await database.drop();
  });

  it.each([undefined, 'llm'])('wants to change nothing of the log in the schema %s', async (schema) => {
    await start(schema);
    expect(await synchronised(false)).toEqual([]);
    expect(await database.query(`SELECT model FROM ${schema ?? 'public'}.llm_calls`)).toEqual([{ model: 'kept' }]);
    expect(await database.query('SELECT * FROM product')).toEqual([]);
  });

  it('drops nothing of a schema of its own even when it drops all that it sees', async () => {
    await start('llm');
    await synchronised(true);
    expect(await database.query('SELECT model FROM llm.llm_calls')).toEqual([{ model: 'kept' }]);
  });
});
