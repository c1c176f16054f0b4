import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const SCRIPT = fileURLToPath(new URL('web-streams.mjs', import.meta.url));
/** Paths of further runtimes to run this on, separated by colons: other versions of Node, Bun. */
const RUNTIMES = [process.execPath, ...(process.env['TEST_RUNTIMES'] ?? '').split(':').filter(Boolean)];

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

describe.each(RUNTIMES)('a web stream that a method returns, on %s', (runtime) => {
  it('is followed, however it is read', async () => {
    await promisify(execFile)(runtime, [SCRIPT, database.url], { env: { ...process.env, NODE_OPTIONS: '' } });
    const rows = await database.query('DELETE FROM llm_calls RETURNING tags, status, response');
    expect(rows).toHaveLength(20);
    for (const row of rows) expect(row).toEqual({ tags: row['tags'], status: 'success', response: 'Hello you' });
  });
});
