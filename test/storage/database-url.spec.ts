import { describe, expect, it } from '@jest/globals';
import { LlmLoggerService, LlmLoggingModule } from 'nestjs-llm-logging';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { logging, startContext } from '../support/application.js';
import { runCli } from '../support/cli.js';
import { createTestDatabase, onPglite } from '../support/database.js';

const SEVERAL = 'postgres://u:p@/db?host=one,two';

describe('the URL of the database', () => {
  it.each([
    SEVERAL,
    'postgres://u:p@one,two/db?target_session_attrs=odd',
    'mysql://u:p@host/db',
    'postgres://u:p@host:port/db',
    'postgres://u:p@one:5432,two:port/db',
  ])('%s is refused with a word that says why', async (url) => {
    const faults = { host: 'names several hosts in its `host`', target_session_attrs: 'has a target_session_attrs' };
    const fault =
      Object.entries(faults).find(([name]) => url.includes(`?${name}=`))?.[1] ?? 'must look like postgres://';
    const imports = [LlmLoggingModule.forRoot({ database: { url } })];
    await expect(startContext({ imports })).rejects.toThrow(`database.url: ${fault}`);
    expect(await runCli(['stats', '--url', url])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`--url ${fault}`),
    });
  });

  // PGlite listens on TCP alone.
  (onPglite ? it.skip : it)('may name a Unix socket in either way that `pg` reads', async () => {
    const database = await createTestDatabase();
    const { username, password, port, pathname } = new URL(database.url);
    const [{ directory }] = (await database.query(
      `SELECT split_part(current_setting('unix_socket_directories'), ',', 1) AS directory`,
    )) as [{ directory: string }];
    if (directory !== '' && existsSync(join(directory, `.s.PGSQL.${port}`)))
      for (const url of [
        `postgres://${username}:${password}@${pathname}?host=${directory}&port=${port}`,
        `postgres://${username}:${password}@${encodeURIComponent(directory)}:${port}${pathname}`,
      ]) {
        const app = await startContext({ imports: [logging(database, { database: { url } })] });
        await app.get(LlmLoggerService).record({ model: 'm' });
        await app.get(LlmLoggerService).flush();
        await app.close();
      }
    expect(await database.query('SELECT count(*)::integer AS calls FROM llm_calls')).toEqual([{ calls: 2 }]);
    await database.drop();
  });
});
