import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { LlmLoggingOptions } from 'nestjs-llm-logging';
import { logging, moduleOf, startContext } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen } from '../support/http-application.js';
import { NestMessages } from '../support/nest-messages.js';

describe('the line at start', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(async () => {
    Logger.overrideLogger(false);
    await database.drop();
  });

  const linesOf = async (options: Partial<LlmLoggingOptions>, prefix?: string): Promise<string[]> => {
    const messages = new NestMessages();
    const { app } = await listen('express', moduleOf({ imports: [logging(database, options)] }), (application) => {
      application.useLogger(messages);
      if (prefix !== undefined) application.setGlobalPrefix(prefix);
    });
    await app.close();
    return messages.infos.filter((line) => line.includes('LLM calls are stored'));
  };

  it('says database, schema, journal and dashboard, and no password', async () => {
    const [line, ...more] = await linesOf({ admin: { public: true } }, 'api');
    expect(more).toEqual([]);
    const { host, pathname, password } = new URL(database.url);
    expect(line).toMatch(
      /^LLM calls are stored in \S+, schema public; journal \/\S+; dashboard \/api\/admin\/llm\/\.$/,
    );
    expect(line).toContain(`${host}${pathname},`);
    if (password !== '') expect(line).not.toContain(`:${password}@`);
  });

  it('says what there is not', async () => {
    const delivery = { durability: 'memory' } as const;
    const [line] = await linesOf({ delivery });
    expect(line).toMatch(/schema public; no journal\.$/);
    const [api] = await linesOf({ delivery, admin: { public: true, path: 'ops/llm', dashboard: false } });
    expect(api).toMatch(/; admin API \/ops\/llm\/\.$/);
  });

  it('starts without HTTP too, as a script or a worker does, whatever admin is', async () => {
    const app = await startContext({ imports: [logging(database, { admin: { public: true } })] });
    await app.close();
  });
});
