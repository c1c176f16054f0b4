import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { createTestDatabase, onPglite, type TestDatabase } from '../../../../../test/support/database.js';
import { LlmDatabase } from '../llm-database.js';
import type { PipelineStep } from './pipeline.js';

const LIMITS = { statementTimeoutMs: 2_000, lockTimeoutMs: 1_000 };

const note = (text: string | Buffer): PipelineStep => ({ sql: 'INSERT INTO notes VALUES ($1)', values: [text] });
const failing: PipelineStep = { sql: 'SELECT 1 / $1::integer', values: ['0'] };

describe('a pipeline', () => {
  let database: TestDatabase;
  let application: DataSource;
  let own: LlmDatabase;
  let ofApplication: LlmDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.query('CREATE TABLE notes (text text NOT NULL)');
    own = new LlmDatabase({ database: { url: database.url, poolSize: 1 }, migrate: true });
    // A client of this kind refuses queries that are not its own.
    application = new DataSource({ type: 'postgres', url: database.url, extra: { pipeline: true, max: 1 } });
    ofApplication = new LlmDatabase({ database: { dataSource: 'default' }, migrate: true }, () => application);
    if (!onPglite) await application.initialize();
  });

  afterAll(async () => {
    await own?.close();
    await ofApplication?.close();
    if (application?.isInitialized === true) await application.destroy();
    await database?.drop();
  });

  const notes = async (): Promise<unknown[]> =>
    (await database.query('SELECT text FROM notes ORDER BY text')).map(({ text }) => text);

  const sent = onPglite ? ['own'] : ['own', 'of the application, which takes none'];

  it.each(sent)('is one transaction, on a connection: %s', async (whose) => {
    const on = whose === 'own' ? own : ofApplication;
    await database.query('DELETE FROM notes');
    await on.pipeline(LIMITS, [note('a'), note(Buffer.from('ü \\ \n "'))]);
    await expect(on.pipeline(LIMITS, [note('b'), failing, note('c')])).rejects.toThrow('division by zero');
    expect(await notes()).toEqual(['a', 'ü \\ \n "']);
    await on.pipeline(LIMITS, [note('d'), { sql: 'SELECT $1::text', values: [''] }, note('e')]);
    expect(await notes()).toEqual(['a', 'd', 'e', 'ü \\ \n "']);
  });

  it('keeps to its limits, which hold for it alone', async () => {
    // PGlite has no timer that ends a statement.
    if (onPglite) return;
    const before = await own.query('SHOW statement_timeout');
    await expect(
      own.pipeline({ statementTimeoutMs: 50 }, [{ sql: 'SELECT pg_sleep(20)', values: [] }]),
    ).rejects.toThrow();
    expect(await own.query('SHOW statement_timeout')).toEqual(before);
  });

  it('is done anew, once, where its session is ended', async () => {
    if (onPglite) return;
    const [{ pid }] = (await own.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
    const sleeping = own.pipeline(LIMITS, [note('anew'), { sql: 'SELECT pg_sleep(0.5)', values: [] }]);
    await database.query('SELECT pg_terminate_backend($1::integer)', [pid]);
    await sleeping;
    expect((await notes()).filter((text) => text === 'anew')).toHaveLength(1);
    expect(await own.query('SELECT pg_backend_pid() AS pid')).not.toEqual([{ pid }]);
  });
});
