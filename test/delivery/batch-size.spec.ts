import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LlmLoggerService, LlmLoggingHealth } from 'nestjs-llm-logging';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, onCitus, type TestDatabase } from '../support/database.js';

/** A statement of more calls than `most` ends as one that takes too long does. The sizes of the others are noted. */
const SLOW = `
  CREATE TABLE most (calls integer);
  INSERT INTO most VALUES (10);
  CREATE TABLE sizes (n serial, calls integer);
  CREATE FUNCTION time_out() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE size integer := (SELECT count(*) FROM new_calls);
    BEGIN
      IF size > (SELECT calls FROM most) THEN RAISE EXCEPTION 'took too long' USING ERRCODE = '57014'; END IF;
      INSERT INTO sizes (calls) VALUES (size);
      RETURN NULL;
    END $$;
  CREATE TRIGGER time_out AFTER INSERT ON llm_calls REFERENCING NEW TABLE AS new_calls FOR EACH STATEMENT EXECUTE FUNCTION time_out();`;

// Citus has no triggers.
(onCitus ? describe.skip : describe)('batches', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await (await startContext({ imports: [logging(database)] })).close();
    await database.query(SLOW);
  });
  afterAll(() => database.drop());

  it('are smaller after a time-out, and grow again', async () => {
    const app = await startContext({
      imports: [logging(database, { delivery: { maxBatchRows: 100, durability: 'memory' } })],
    });
    const logger = app.get(LlmLoggerService);
    const record = async (calls: number): Promise<void> => {
      for (let n = 0; n < calls; n += 1) await logger.record({ prompt: `${n}` });
      await logger.flush();
    };
    const sizes = async (): Promise<number[]> =>
      (await database.query<{ calls: number }>('SELECT calls FROM sizes ORDER BY n')).map(({ calls }) => calls);

    await record(150);
    expect(await database.query('SELECT count(*)::int AS calls FROM llm_calls')).toEqual([{ calls: 150 }]);
    expect(Math.max(...(await sizes()))).toBeLessThanOrEqual(10);
    expect(Math.max(...(await sizes()))).toBeGreaterThan(1);
    await database.query('UPDATE most SET calls = 1000; DELETE FROM sizes');
    await record(1_500);
    expect((await sizes()).at(-1)).toBeGreaterThan(10);
    expect(app.get(LlmLoggingHealth).report()).toMatchObject({ status: 'up', droppedRecords: 0, refusedRecords: 0 });
    await app.close();
  });
});
