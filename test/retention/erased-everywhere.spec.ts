import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { LlmCallRepository, LlmLoggerService, LlmRollupService } from 'nestjs-llm-logging';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logging, moduleOf } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { dumpOf, filesIn } from '../support/dump.js';
import { listen } from '../support/http-application.js';

const jane = 'jane.doe@example.com';
const DAY_MS = 86_400_000;

describe('a person who is erased', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let url: string;
  let journalDirectory: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    journalDirectory = await mkdtemp(join(tmpdir(), 'journal-'));
    // Calls wait until they are flushed, so that some are in memory and in the journal when the person goes.
    const delivery = { journalDirectory, flushIntervalMs: 60_000 };
    const admin = { public: true as const };
    ({ app, url } = await listen('express', moduleOf({ imports: [logging(database, { admin, delivery })] })));
    url += '/admin/llm';
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
    await rm(journalDirectory, { recursive: true, force: true });
  });

  const mentions = async () => {
    const everywhere = [...(await dumpOf(database)), ...(await filesIn(journalDirectory))];
    return everywhere.filter((text) => text.includes(jane) || text.includes('jane.doe'));
  };
  const placesOf = async () => [
    ...new Set((await mentions()).map((text) => text.split(' ')[0]!.replace(/_\d+$|_p\d.*$/, ''))),
  ];

  it('is named in no row, no record, no note and no file any more', async () => {
    const logger = app.get(LlmLoggerService);
    const call = { userId: jane, prompt: `I am ${jane}`, model: 'gpt-4o', promptTokens: 3, sessionId: `s-${jane}` };
    for (let days = 0; days < 40; days += 4)
      await logger.record({ ...call, startedAt: new Date(Date.now() - days * DAY_MS) });
    const pending = await logger.start({ ...call, metadata: { of: jane } });
    await logger.flush();
    await app.get(LlmRollupService).refresh();
    await database.query(`INSERT INTO llm_refused_calls (record, reason) VALUES ($1, ''), ($2, '')`, [
      JSON.stringify({ id: pending, response: 'to her' }),
      JSON.stringify({ prompt: `From:\n${jane}` }),
    ]);
    const questions = [
      `userId=${jane}`,
      `search=${encodeURIComponent(`"${jane}" refund`)}`,
      `search=${encodeURIComponent(`of\n${jane}`)}`,
      `metadata=${encodeURIComponent(JSON.stringify({ owner: jane }))}`,
    ];
    for (const query of questions) expect((await fetch(`${url}/calls?${query}`)).status).toBe(200);
    await logger.record({ ...call, response: 'waits' });
    // Found in each of the places before, so that the dump is known to be one.
    const places = (await placesOf()).join(' ');
    for (const place of ['llm_calls', 'llm_day_user_rollups', 'llm_refused_calls', 'llm_audit_log', journalDirectory])
      expect(places).toContain(place);

    expect(await (await fetch(`${url}/users/${jane}`, { method: 'DELETE' })).json()).toEqual({ erased: 11 });
    await logger.complete(pending, { response: `Dear ${jane}` });
    await logger.flush();
    await app.get(LlmRollupService).refresh();
    expect(await mentions()).toEqual([]);
  });

  it('leaves the notes of who looked for them, and when', async () => {
    const { items } = (await (await fetch(`${url}/audit`)).json()) as { items: Record<string, unknown>[] };
    expect(items.map(({ action, target, filters }) => [action, target, filters])).toEqual([
      ['user.erase', '[erased]', {}],
      ['calls.list', null, { metadata: '{"owner":"[erased]"}' }],
      ['calls.list', null, { search: 'of\n[erased]' }],
      ['calls.list', null, { search: '"[erased]" refund' }],
      ['calls.list', null, { userId: '[erased]' }],
    ]);
  });

  it('is erased from the notes of one company alone where it is for that company', async () => {
    const repository = app.get(LlmCallRepository);
    for (const companyId of ['a', 'b'])
      await fetch(`${url}/calls?userId=somebody&companyId=${companyId}&traceId=somebody-else`);
    // Too short to be distinguished from other words: only where it stands for itself.
    await fetch(`${url}/calls?userId=u1&traceId=u1-2&companyId=a`);
    await repository.eraseUser('somebody', { companyId: 'a' });
    await repository.eraseUser('u1');
    const { items } = (await (await fetch(`${url}/audit?limit=3`)).json()) as { items: { filters: object }[] };
    expect(items.map(({ filters }) => filters)).toEqual([
      { userId: '[erased]', traceId: 'u1-2', companyId: 'a' },
      { userId: 'somebody', traceId: 'somebody-else', companyId: 'b' },
      { userId: '[erased]', traceId: 'somebody-else', companyId: 'a' },
    ]);
  });
});
