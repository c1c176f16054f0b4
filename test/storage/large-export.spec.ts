import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { scaled } from '../support/scale.js';

const SCRIPT = fileURLToPath(new URL('./exporting.mjs', import.meta.url));
const CALLS = scaled(12_500, 50_000);
const TEXT_BYTES = 4_000;
/** A few pages, and a fraction of what the calls take. */
const MAX_HEAP_BYTES = 24 * 1024 * 1024;

describe(`an export of ${CALLS} calls`, () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    const app = await startContext({ imports: [logging(database)] });
    await app.get(LlmLoggerService).record({ prompt: 'first' });
    await app.get(LlmLoggerService).flush();
    await app.close();
    await database.query(
      `INSERT INTO llm_calls (id, call_type, status, prompt, started_at)
SELECT overlay(id::text PLACING lpad(n::text, 12, '0') FROM 25)::uuid, 'chat', 'success', rpad(n::text, $2::int, 'all the same '), started_at
  FROM llm_calls, generate_series(1, $1::int - 1) AS n`,
      [CALLS, TEXT_BYTES],
    );
  });
  afterAll(() => database.drop());

  async function exported(how: 'streams' | 'keeps'): Promise<{ calls: number; bytes: number; highest: number }> {
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, database.url, how]);
    return JSON.parse(stdout) as never;
  }

  it('holds a few pages at a time', async () => {
    const { calls, bytes, highest } = await exported('streams');
    expect(calls).toBe(CALLS);
    expect(bytes).toBeGreaterThan(CALLS * TEXT_BYTES);
    expect(highest).toBeLessThan(MAX_HEAP_BYTES);
  });

  it('would be seen to hold more', async () => {
    expect((await exported('keeps')).highest).toBeGreaterThan(2 * MAX_HEAP_BYTES);
  });
});
