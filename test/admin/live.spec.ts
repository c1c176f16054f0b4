import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { get, type IncomingMessage } from 'node:http';
import type { Server } from 'node:net';
import { type AdminOptions, LlmLoggerService } from 'nestjs-llm-logging';
import pg from 'pg';
import { logging, moduleOf } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { EventReader, type ServerEvent } from '../support/event-reader.js';
import { listen, type Platform, PLATFORMS } from '../support/http-application.js';

const TEXTS = { prompt: 'a question', systemPrompt: 'be kind', response: 'an answer' };

/** An id as a call has that started then; ends in what distinguishes it. */
const idAt = (at: number, last: number) => {
  const hex = at.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(last).padStart(12, '0')}`;
};

const INSERT = `INSERT INTO llm_calls (id, call_type, status, started_at, user_id) VALUES ($1, 'chat', 'success', now(), $2)`;

let database: TestDatabase;
const apps: INestApplication[] = [];
const readers: EventReader[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  for (const app of apps.splice(0)) await app.close();
  await database.query('TRUNCATE llm_calls');
});
afterAll(() => database.drop());

const start = async (on: Platform = 'express', admin: Partial<AdminOptions> = {}) => {
  const options = { admin: { public: true as const, ...admin }, delivery: { durability: 'memory' as const } };
  const { app, url } = await listen(on, moduleOf({ imports: [logging(database, options)] }));
  apps.push(app);
  return { app, url: `${url}/admin/llm/live`, logger: app.get(LlmLoggerService) };
};
const open = async (url: string, headers: Record<string, string> = {}) => {
  const reader = await EventReader.open(url, headers);
  readers.push(reader);
  return reader;
};
const isOf =
  (userId: string, kind = 'finished') =>
  (event: ServerEvent) =>
    event.data.call?.userId === userId && event.data.kind === kind;

describe.each(PLATFORMS)('live calls on %s', (platform) => {
  it('shows calls of every instance as they start and end, once each, without texts', async () => {
    const here = await start(platform);
    const there = await start(platform);
    const reader = await open(here.url);
    expect(reader.status).toBe(200);
    expect(reader.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(reader.headers.get('cache-control')).toContain('no-store');
    const id = await there.logger.start({ callType: 'chat', userId: 'long', ...TEXTS });
    const started = await reader.until(isOf('long', 'started'));
    expect(started.data.call).toMatchObject({ id, status: 'pending', prompt: null, systemPrompt: null });
    await there.logger.complete(id, { response: 'an answer' });
    const finished = await reader.until(isOf('long'));
    expect(finished.data.call).toMatchObject({ id, status: 'success', response: null });
    // Known only once it is over, twice; the looks that follow overlap with the one that finds the first.
    await there.logger.record({ callType: 'chat', userId: 'short', ...TEXTS });
    await reader.until(isOf('short'));
    await there.logger.record({ callType: 'chat', userId: 'last' });
    await reader.until(isOf('last'));
    expect(reader.events.map(({ data }) => `${data.call.userId} ${data.kind}`)).toEqual([
      'long started',
      'long finished',
      'short finished',
      'last finished',
    ]);
    for (const text of Object.values(TEXTS)) expect(JSON.stringify(reader.events)).not.toContain(text);
  });

  it('refuses questions that are wrong', async () => {
    const { url } = await start(platform);
    for (const query of ['search=x', 'cursor=x', 'limit=1', 'status=done', 'lastEventId=x', 'modell=x'])
      expect([query, (await fetch(`${url}?${query}`)).status]).toEqual([query, 400]);
  });

  it('drops a client that does not read, and no other', async () => {
    const { app, url, logger } = await start(platform);
    const reader = await open(`${url}?userId=last`);
    const stalled = await new Promise<IncomingMessage>((resolve, reject) => get(url, resolve).on('error', reject));
    stalled.on('error', () => undefined);
    stalled.pause();
    const server = app.getHttpServer() as Server;
    const connections = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
    const metadata = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, 'x'.repeat(10_000)]));
    while ((await connections()) > 1) {
      for (let call = 0; call < 20; call += 1) await logger.record({ callType: 'chat', metadata });
      await logger.flush();
    }
    await logger.record({ callType: 'chat', userId: 'last' });
    await reader.until(isOf('last'));
    stalled.destroy();
  });

  it('ends with the application, which does not wait for it', async () => {
    const { app, url } = await start(platform);
    const reader = await open(url);
    await app.close();
    await reader.ended;
  });

  it('has room for so many streams, and for others when they leave', async () => {
    const { app, url } = await start(platform);
    const server = app.getHttpServer() as Server;
    for (let stream = 0; stream < 50; stream += 1) await open(url);
    expect((await fetch(url)).status).toBe(503);
    readers.pop()!.close();
    let status = 503;
    while (status === 503) {
      const reader = await open(url);
      status = reader.status;
    }
    expect(status).toBe(200);
    expect(server.listening).toBe(true);
  });
});

// What the database gives is the same on every platform.
describe('live calls', () => {
  it('misses neither what is committed late nor what started long ago', async () => {
    const { url, logger } = await start();
    const reader = await open(url);
    const late = new pg.Client({ connectionString: database.url });
    await late.connect();
    try {
      await late.query('BEGIN');
      await late.query(INSERT, [idAt(Date.now(), 1), 'late']);
      await logger.record({ callType: 'chat', userId: 'first' });
      await reader.until(isOf('first'));
      await late.query('COMMIT');
      await reader.until(isOf('late'));
    } finally {
      await late.end();
    }
    await database.query(INSERT, [idAt(Date.now() - 5 * 60_000, 2), 'old']);
    await reader.until(isOf('old'));
    expect(reader.events).toHaveLength(3);
  });

  it('keeps to the filters of calls and to the company of the request', async () => {
    const { url, logger } = await start('express', {
      scope: (incoming) => {
        const company = (incoming as { headers: Record<string, string> }).headers['x-company'];
        return company === undefined ? {} : { companyId: company };
      },
    });
    const mine = await open(url, { 'x-company': 'mine' });
    const tagged = await open(`${url}?tags=a,b&callType=chat&metadata=${encodeURIComponent('{"k":1}')}`);
    const slow = await open(`${url}?minLatencyMs=100`);
    const call = { callType: 'chat', tags: ['a', 'b', 'c'], metadata: { k: 1, l: 2 } };
    await logger.record({ ...call, companyId: 'theirs', userId: 'u1', latencyMs: 100 });
    await logger.record({ ...call, companyId: 'mine', userId: 'u2', tags: ['a'] });
    await logger.record({ ...call, companyId: 'theirs', userId: 'u3', callType: 'system', latencyMs: 99 });
    await logger.record({ ...call, companyId: 'mine', userId: 'last', latencyMs: 200 });
    const usersOf = async (reader: EventReader) => {
      await reader.until(isOf('last'));
      return reader.events.map(({ data }) => data.call.userId).sort();
    };
    expect(await usersOf(mine)).toEqual(['last', 'u2']);
    expect(await usersOf(tagged)).toEqual(['last', 'u1']);
    expect(await usersOf(slow)).toEqual(['last', 'u1']);
    expect((await fetch(`${url}?companyId=theirs`, { headers: { 'x-company': 'mine' } })).status).toBe(403);
  });

  it('goes on where a client was, at another instance too', async () => {
    const here = await start();
    const reader = await open(here.url);
    await here.logger.record({ callType: 'chat', userId: 'before' });
    const { id } = await reader.until(isOf('before'));
    reader.close();
    await here.logger.record({ callType: 'chat', userId: 'meanwhile' });
    await here.logger.flush();
    const there = await start();
    const resumed = await open(there.url, { 'last-event-id': id });
    await resumed.until(isOf('meanwhile'));
    const begun = await open(`${there.url}?lastEventId=${id}&userId=meanwhile`);
    await begun.until(isOf('meanwhile'));
    expect(begun.events.some(isOf('before'))).toBe(false);
    const tooOld = await open(`${there.url}?lastEventId=1700000000000`);
    await tooOld.until(({ event, data }) => event === 'skipped' && data.calls === null);
  });
});
