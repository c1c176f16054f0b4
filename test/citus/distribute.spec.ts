import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { runCli } from '../support/cli.js';
import {
  createClusterDatabase,
  createEmptyDatabase,
  createTestDatabase,
  onCitus,
  onPglite,
  type TestDatabase,
} from '../support/database.js';

/** As ids of calls are: the time first. */
function newId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

const CHECKS = `SELECT count(*)::int AS checks FROM pg_constraint WHERE conrelid = 'llm_calls'::regclass AND conname = 'llm_calls_status_check'`;

describe('distribute', () => {
  it.each([
    [['--shards', '0'], '--shards: must be a whole number from 1 to 64.'],
    [['--undo', '--concurrently'], 'Leave out --concurrently.'],
  ])('refuses %j', async (args, said) => {
    const { code, stderr } = await runCli(['distribute', ...args, '--url', 'postgres://127.0.0.1:1/none']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(said) });
  });
});

(onCitus || onPglite ? describe.skip : describe)('distribute on a server without Citus', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());

  it('says what is missing, and how to get it', async () => {
    const { code, stderr } = await runCli(['distribute', '--url', database.url]);
    expect(code).toBe(1);
    expect(stderr).toContain('Citus is not installed on this server. Install Citus 13');
  });

  it('has nothing to bring back', async () => {
    expect(await runCli(['distribute', '--undo', '--url', database.url])).toMatchObject({
      code: 0,
      stdout: 'llm_calls is not distributed.\n',
    });
  });
});

(onCitus ? describe : describe.skip)('distribute on a cluster', () => {
  let database: TestDatabase;
  const run = (...args: string[]) => runCli(['distribute', '--url', database.url, ...args]);
  const count = async (sql: string): Promise<number> => Object.values((await database.query(sql))[0]!)[0] as number;
  const calls = () => count('SELECT count(*)::int FROM llm_calls');

  afterAll(() => database?.drop());

  it('names what is missing before it begins', async () => {
    const bare = await createEmptyDatabase();
    try {
      expect(await runCli(['distribute', '--url', bare.url])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('npx nestjs-llm-logging migrate'),
      });
      await runCli(['migrate', '--url', bare.url]);
      expect((await runCli(['distribute', '--url', bare.url])).stderr).toContain('CREATE EXTENSION citus');
      await bare.query('CREATE EXTENSION citus');
      const { code, stderr } = await runCli(['distribute', '--url', bare.url]);
      expect(code).toBe(1);
      expect(stderr).toContain('citus_set_coordinator_host');
      expect(stderr).toContain('citus_add_node');
    } finally {
      await bare.drop();
    }
  });

  it('distributes, brings back, and distributes while others write', async () => {
    const ids: string[] = [];
    database = await createClusterDatabase();
    await runCli(['migrate', '--url', database.url]);
    for (let n = 0; n < 500; n += 1) ids.push(newId());
    await database.query(
      `INSERT INTO llm_calls (id, call_type, status, started_at) SELECT id, 'chat', 'success', now() FROM unnest($1::uuid[]) AS id`,
      [ids],
    );
    await database.query('CREATE ROLE distribute_reader').catch(() => undefined);
    await database.query('GRANT SELECT ON llm_calls TO distribute_reader');

    expect(await run('--dry-run')).toMatchObject({ code: 0, stdout: 'Nothing is in the way. Nothing was changed.\n' });
    expect(await run()).toEqual({
      code: 0,
      stderr: '',
      stdout: 'llm_calls is distributed: 4 shards of each partition on 2 workers.\n',
    });
    expect((await run()).stdout).toContain('is distributed already: 4 shards');
    expect(await calls()).toBe(500);

    expect(await run('--undo')).toMatchObject({ code: 0, stdout: 'llm_calls lies on this server alone.\n' });
    expect(await calls()).toBe(500);
    expect(await count(`SELECT has_table_privilege('distribute_reader', 'llm_calls', 'SELECT')::int`)).toBe(1);

    expect(await run('--concurrently', '--shards', '2')).toMatchObject({
      code: 0,
      stdout: 'llm_calls is distributed: 2 shards of each partition on 2 workers.\n',
    });
    expect(await calls()).toBe(500);
    expect(await count(CHECKS)).toBe(1);
  });
});
