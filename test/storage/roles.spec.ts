import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  LlmAuditLog,
  LlmCallRepository,
  LlmCleanupService,
  LlmLoggerService,
  LlmLoggingHealth,
  LlmStatsService,
  LlmRollupService,
} from 'nestjs-llm-logging';
import { setTimeout as sleep } from 'node:timers/promises';
import { logging, moduleOf, type Options } from '../support/application.js';
import { runCli } from '../support/cli.js';
import { createEmptyDatabase, onPglite, type TestDatabase } from '../support/database.js';
import {
  createDocumentedRoles,
  documentedRights,
  grantedRights,
  type DocumentedRoles,
} from '../support/documented-rights.js';
import { NestMessages } from '../support/nest-messages.js';
import { createRole, type TestRole } from '../support/roles.js';

const DAY_MS = 86_400_000;
const NOTE = { actor: 'a', action: 'call.read', target: null, filters: {}, companyId: null };
const RETENTION = { days: 300, payloadDays: 30, rollupDays: 3_650, enabled: false };

// PGlite has one role.
(onPglite ? describe.skip : describe)('roles with the rights of docs/operations.md and no others', () => {
  let database: TestDatabase;
  let roles: DocumentedRoles;
  let messages: NestMessages;

  beforeAll(async () => {
    messages = new NestMessages();
    database = await createEmptyDatabase();
    roles = await createDocumentedRoles(database);
    // Partitions for a year.
    expect(await runCli(['migrate', '--url', roles.migrating.url, '--schema', 'llm'])).toMatchObject({ code: 0 });
    // Makes the partitions of these times.
    const owner = await start(roles.migrating, { migrate: true, search: { index: false } });
    for (const days of [1, 40]) await owner.get(LlmLoggerService).record({ startedAt: daysAgo(days) });
    await owner.get(LlmLoggerService).flush();
    await owner.close();
  });
  beforeEach(() => {
    messages = new NestMessages();
  });
  afterAll(async () => {
    await roles?.drop();
    await database?.drop();
  });

  async function start(role: TestRole, options: Options = {}): Promise<INestApplicationContext> {
    const imports = [logging(database, { database: { url: role.url, schema: 'llm' }, migrate: false, ...options })];
    return NestFactory.createApplicationContext(moduleOf({ imports }), { logger: messages });
  }

  it('the page’s statements give what its table says, of all tables', async () => {
    const granted = await grantedRights(database, roles);
    expect(granted).toEqual(documentedRights(Object.keys(granted)));
  });

  it('`writing` stores, sets aside, sums, answers, and notes who read; its questions may go to `reading`', async () => {
    const app = await start(roles.writing, { statsDatabase: { url: roles.reading.url } });
    const logger = app.get(LlmLoggerService);
    await logger.record({ companyId: 'c', promptTokens: 3, startedAt: daysAgo(1) });
    await logger.fail(await logger.start({ companyId: 'c' }), new Error('no'));
    await logger.flush();
    await app.get(LlmRollupService).refresh();
    expect(await app.get(LlmStatsService).getCostStats({ days: 7, companyId: 'c' })).toMatchObject({
      totalCalls: 2,
      promptTokens: 3,
    });
    await app.get(LlmAuditLog).write(NOTE);
    expect((await app.get(LlmAuditLog).list()).items).toMatchObject([NOTE]);
    expect(app.get(LlmLoggingHealth).report()).toMatchObject({ status: 'up', refusedRecords: 0 });
    expect(messages.all).toEqual([]);
    await logger.record({ taskId: 'of another time', startedAt: daysAgo(400) });
    await logger.flush();
    expect(app.get(LlmLoggingHealth).report()).toMatchObject({
      refusedRecords: 1,
      quarantinedCalls: 0,
      lastError: null,
    });
    await app.close();
  });

  it('`writing` ends calls that stay pending', async () => {
    const app = await start(roles.writing, { pendingTimeoutMs: 400 });
    const logger = app.get(LlmLoggerService);
    const id = await logger.start({ taskId: 'forgotten' });
    await logger.flush();
    const stored = () => app.get(LlmCallRepository).findById(id);
    while ((await stored())?.errorType !== 'PendingTimeout') expect(messages.all.filter(isOfRights)).toEqual([]);
    await app.close();
  });

  it.each(['removing', 'both'] as const)('`%s` cleans up and erases', async (which) => {
    const both = which === 'both' ? await createRole(database) : undefined;
    if (both) await database.query(`GRANT ${roles.writing.name}, ${roles.removing.name} TO ${both.name}`);
    const writer = await start(roles.writing);
    for (const days of [1, 40])
      await writer.get(LlmLoggerService).record({ userId: which, prompt: 'p', startedAt: daysAgo(days) });
    await writer.get(LlmLoggerService).flush();
    const app = await start(both ?? roles.removing, { retention: RETENTION });
    expect(await app.get(LlmCleanupService).run()).toMatchObject({ removed: 0, emptied: 1 });
    expect(await app.get(LlmCallRepository).eraseUser(which, { mode: 'anonymise' })).toBe(2);
    // What comes later of the person's calls is compared with who was erased.
    await writer.get(LlmLoggerService).record({ userId: which, startedAt: daysAgo(1) });
    await writer.get(LlmLoggerService).record({ userId: which });
    await writer.get(LlmLoggerService).flush();
    expect(await app.get(LlmCallRepository).eraseUser(which)).toBe(1);
    expect(messages.all.filter(isOfRights)).toEqual([]);
    await app.close();
    await writer.close();
    await both?.drop();
  });

  it('`removing` empties partitions that only `migrating` drops', async () => {
    const owner = await start(roles.migrating, { migrate: true, search: { index: false } });
    await owner.get(LlmLoggerService).record({ startedAt: daysAgo(400), taskId: 'old' });
    await owner.get(LlmLoggerService).flush();
    await owner.close();
    const prune = (role: TestRole) =>
      runCli(['prune', '--days', '300', '--url', role.url, '--schema', 'llm', '--yes', '--json']);
    expect(await prune(roles.removing)).toMatchObject({ code: 0, stdout: expect.stringMatching(/"removed":1\b/) });
    expect(await prune(roles.migrating)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/"droppedPartitions":\["/),
    });
  });

  it('`reading` answers and exports', async () => {
    const args = ['--url', roles.reading.url, '--schema', 'llm'];
    for (const command of [
      ['stats', '--days', '7'],
      ['export', '--from', '2020-01-01'],
    ])
      expect(await runCli([...command, ...args])).toMatchObject({ code: 0, stderr: '' });
  });

  it('a role that lacks a right is given its name', async () => {
    const app = await start(roles.writing);
    await expect(app.get(LlmCallRepository).eraseUser('u')).rejects.toThrow(
      `The role "${roles.writing.name}" lacks INSERT, UPDATE on llm_erasures`,
    );
    await expect(app.get(LlmCallRepository).cleanupOldLogs({ daysOld: 0 })).rejects.toThrow('lacks DELETE on llm_');
    await database.query(`REVOKE UPDATE ON llm.llm_calls FROM ${roles.writing.name}`);
    await app.get(LlmLoggerService).record({ taskId: 'waits' });
    const flushed = app.get(LlmLoggerService).flush();
    const lastError = () => app.get(LlmLoggingHealth).report().lastError;
    while (lastError() === null) await sleep(10);
    expect(lastError()).toMatch(/lacks UPDATE, DELETE on llm_calls .*docs\/operations\.md/);
    expect(messages.all).toContainEqual(
      expect.stringMatching(/cannot be stored and wait: .* lacks UPDATE, DELETE on llm_calls/),
    );
    await database.query(`GRANT UPDATE ON llm.llm_calls TO ${roles.writing.name}`);
    await flushed;
    await database.query(`REVOKE USAGE ON SCHEMA llm FROM ${roles.writing.name}`);
    await expect(app.get(LlmStatsService).getCostStats({ days: 1 })).rejects.toThrow('lacks USAGE on the schema llm');
    await database.query(`GRANT USAGE ON SCHEMA llm TO ${roles.writing.name}`);
    await app.close();
  });
});

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY_MS);
}

function isOfRights(message: string): boolean {
  return /lacks|permission denied|must be owner/.test(message);
}
