import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { LlmLoggingModule } from 'nestjs-llm-logging';
import { startContext } from '../support/application.js';
import { createTestDatabase, onPglite } from '../support/database.js';
import { report } from './support/figures.js';

(onPglite ? describe.skip : describe)('a database whose encoding has no room for all texts', () => {
  it.each(['LATIN1', 'WIN1252'])('is refused at start, with what to do: %s', async (encoding) => {
    const server = await createTestDatabase();
    const name = `t_${randomBytes(6).toString('hex')}`;
    await server.query(`CREATE DATABASE ${name} ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0`);
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    const start = startContext({ imports: [LlmLoggingModule.forRoot({ database: { url: url.toString() } })] });
    await expect(start).rejects.toThrow(new RegExp(`${name}.*${encoding}.*CREATE DATABASE .* ENCODING 'UTF8'`));
    await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.drop();
    report({
      fault: `database in ${encoding}`,
      extent: 'start',
      acknowledged: 0,
      lost: 0,
      doubled: 0,
      remarks: 'refused',
    });
  });
});
