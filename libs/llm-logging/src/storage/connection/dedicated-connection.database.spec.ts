import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { createTestDatabase, onPglite, type TestDatabase } from '../../../../../test/support/database.js';
import { LateAnswerError } from './late-answer.js';
import { IS_OWN_SESSION } from './own-session.js';
import { onDedicatedConnection } from './dedicated-connection.js';

(onPglite ? describe.skip : describe)('a connection beside the pool', () => {
  const { signal } = new AbortController();
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = new DataSource({ type: 'postgres', url: database.url, applicationName: 'ours' });
    await dataSource.initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('is given up with a statement that has no answer in its time', async () => {
    const said: unknown[] = [];
    const work = onDedicatedConnection(dataSource, 300, signal, async (query) => {
      said.push(...(await query('SELECT $1::int AS one', [1])));
      await query('SELECT pg_sleep(600)').catch((error: unknown) => said.push(error));
      await query('SELECT 2');
    });
    await expect(work).rejects.toThrow();
    expect(said).toEqual([{ one: 1 }, expect.any(LateAnswerError)]);
    await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(600)' AND pid <> pg_backend_pid()`,
    );
  });

  it('touches sessions of its own application only, whatever number a pooler gives', async () => {
    const own = (pid: number) =>
      onDedicatedConnection(dataSource, 5_000, signal, (query) =>
        query(`SELECT pid FROM pg_stat_activity WHERE ${IS_OWN_SESSION}`, [pid]),
      );
    const runner = dataSource.createQueryRunner();
    const [{ pid: ours }] = (await runner.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
    const [{ pid: others }] = (await database.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
    expect(await own(ours)).toEqual([{ pid: ours }]);
    expect(await own(others)).toEqual([]);
    await runner.release();
  });
});
