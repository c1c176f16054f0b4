import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const SCRIPT = fileURLToPath(new URL('./script.mjs', import.meta.url));

describe('a process with the module', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await run('close');
  });

  afterAll(() => database?.drop());

  beforeEach(() => database.query('TRUNCATE llm_calls'));

  const run = (what: string) =>
    new Promise<string>((resolve) => {
      execFile(process.execPath, [SCRIPT, database.url, what], { timeout: 100_000 }, (_error, stdout) =>
        resolve(stdout),
      );
    });

  const stored = async () => (await database.query<{ count: string }>('SELECT count(*) FROM llm_calls'))[0]!.count;

  it('sees an unhandled rejection of a recorded method, once', async () => {
    expect(await run('unhandled rejection')).toBe('rejections: 1');
    expect(await stored()).toBe('1');
  });

  it('ends by itself with its calls stored, though nobody closed the application', async () => {
    await run('end without closing');
    expect(await stored()).toBe('1');
  });

  it.each(['exit by SIGTERM', 'close'])('stores everything at shutdown: %s', async (what) => {
    await run(what);
    expect(await stored()).toBe('500');
  });
});
