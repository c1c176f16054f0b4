import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { LlmLoggerService, LlmLoggingHealth } from 'nestjs-llm-logging';
import { setTimeout as sleep } from 'node:timers/promises';
import { logging, moduleOf } from '../support/application.js';
import { runCli } from '../support/cli.js';
import { createEmptyDatabase, onPglite, type TestDatabase } from '../support/database.js';
import { createDocumentedRoles, type DocumentedRoles } from '../support/documented-rights.js';
import { NestMessages } from '../support/nest-messages.js';

const DAY_MS = 86_400_000;

// PGlite has one role.
(onPglite ? describe.skip : describe)('with `migrate: false` and a role that may make no partitions', () => {
  let database: TestDatabase;
  let roles: DocumentedRoles;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    roles = await createDocumentedRoles(database);
    await database.query(`GRANT CREATE ON SCHEMA llm TO ${roles.writing.name}`);
  });
  afterAll(async () => {
    await roles?.drop();
    await database?.drop();
  });

  async function start() {
    const messages = new NestMessages();
    const imports = [logging(database, { database: { url: roles.writing.url, schema: 'llm' }, migrate: false })];
    const app = await NestFactory.createApplicationContext(moduleOf({ imports }), { logger: messages });
    const health = () => app.get(LlmLoggingHealth).report();
    while (health().partitionsEnd === null) await sleep(10);
    return { app, logger: app.get(LlmLoggerService), health, messages };
  }

  const makePartitions = (ahead: string) =>
    runCli(['partitions', '--ahead', ahead, '--url', roles.migrating.url, '--schema', 'llm']);

  it('it is warned months before they end', async () => {
    expect(await makePartitions('40d')).toMatchObject({ code: 0 });
    const { app, health, messages } = await start();
    expect(messages.all).toEqual([
      expect.stringMatching(/There are partitions for calls until \d{4}-\d\d-01 only; .* partitions --ahead 12m/),
    ]);
    expect(health().status).toBe('up');
    expect(health().partitionsEnd!.getTime()).toBeGreaterThan(Date.now() + 40 * DAY_MS);
    await app.close();
  });

  it('health is degraded when they end, and calls wait until the owner makes some; those of other times go aside', async () => {
    await dropPartitions();
    const { app, logger, health, messages } = await start();
    expect(health()).toMatchObject({ status: 'degraded', circuit: 'closed' });
    await logger.record({ taskId: 'waits' });
    while (!messages.all.some((said) => /may not make one.*partitions --ahead 12m/.test(said))) await sleep(10);
    expect(health()).toMatchObject({ status: 'degraded', droppedRecords: 0, refusedRecords: 0, queuedCalls: 1 });
    expect(await makePartitions('12m')).toMatchObject({ code: 0 });
    await logger.record({ taskId: 'of another time', startedAt: new Date(Date.now() - 400 * DAY_MS) });
    await logger.flush();
    expect(await database.query('SELECT task_id FROM llm.llm_calls')).toEqual([{ task_id: 'waits' }]);
    expect(await database.query('SELECT count(*)::integer AS aside FROM llm.llm_refused_calls')).toEqual([
      { aside: 1 },
    ]);
    await app.close();
    const next = await start();
    expect(next.health().status).toBe('up');
    expect(next.messages.all).toEqual([]);
    await next.app.close();
  });

  async function dropPartitions(): Promise<void> {
    const partitions = await database.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'llm.llm_calls'::regclass`,
    );
    await database.query(`DROP TABLE ${partitions.map(({ name }) => name).join(', ')}`);
  }
});
