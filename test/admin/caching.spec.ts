import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AdminApplication, PLATFORMS, startAdmin } from '../support/admin.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const DAY_MS = 86_400_000;

describe.each(PLATFORMS)('what may be kept of answers on %s', (platform) => {
  let database: TestDatabase;
  let admin: AdminApplication;
  const yesterday = new Date(Date.now() - DAY_MS).toISOString();
  const ended = `startDate=2026-01-01&endDate=${yesterday}`;

  beforeAll(async () => {
    database = await createTestDatabase();
    admin = await startAdmin(platform, database);
  });
  afterAll(async () => {
    await admin?.app.close();
    await database?.drop();
  });

  const get = (path: string, tag?: string) =>
    admin.http.get(`/admin/llm/${path}`).set(tag === undefined ? {} : { 'if-none-match': tag });

  it.each(['stats/cost', 'stats/timeseries', 'stats/users', 'stats/comparison', 'facets'])(
    'is asked for again by its tag: %s of a time that is over',
    async (route) => {
      const first = await get(`${route}?${ended}`).expect(200);
      expect(first.headers['cache-control']).toBe('private, no-cache');
      const tag = first.headers['etag']!;
      expect(tag).toMatch(/^W\/"[\w-]{27}"$/);
      for (const asked of [tag, tag.slice(2), `"other", ${tag}`, '*']) {
        const again = await get(`${route}?${ended}`, asked).expect(304);
        expect(again.text).toBe('');
        expect(again.headers['etag']).toBe(tag);
      }
      const other = await get(`${route}?${ended}`, '"other"').expect(200);
      expect(other.body).toEqual(first.body);
    },
  );

  it('changes its tag when what was asked for has changed', async () => {
    const tag = (await get(`stats/cost?${ended}`)).headers['etag']!;
    await admin.record({ model: 'm', startedAt: new Date(Date.now() - 2 * DAY_MS) });
    const { body, headers } = await get(`stats/cost?${ended}`, tag).expect(200);
    expect(body.totalCalls).toBe(1);
    expect(headers['etag']).not.toBe(tag);
  });

  it('keeps nothing of a time that goes on', async () => {
    const tomorrow = new Date(Date.now() + DAY_MS).toISOString();
    for (const path of ['stats/cost', 'stats/cost?days=1', `stats/cost?endDate=${tomorrow}`, 'stats/projection']) {
      const { headers } = await get(path).expect(200);
      expect(headers['cache-control']).toBe('no-store');
    }
  });

  it('keeps no text', async () => {
    const [id] = await admin.record({ traceId: 't', sessionId: 's', prompt: 'Hi' });
    for (const path of [
      `calls?${ended}`,
      `calls/${id}`,
      `calls/${id}/cost`,
      'traces/t',
      'sessions/s',
      `export?${ended}`,
    ]) {
      const { headers } = await get(path).expect(200);
      expect(headers['cache-control']).toBe('no-store');
    }
  });

  it('sends no tag with an error', async () => {
    const { headers } = await get(`stats/cost?${ended}&days=0`).expect(400);
    expect(headers['cache-control']).toBe('no-store');
  });
});
