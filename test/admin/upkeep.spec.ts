import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { logging, moduleOf } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen, PLATFORMS } from '../support/http-application.js';

type Scoped = { headers: Record<string, string | undefined> };

describe.each(PLATFORMS)('export, cleanup and erasing over HTTP on %s', (platform) => {
  let database: TestDatabase;
  let app: INestApplication;
  let url: string;

  beforeEach(async () => {
    database = await createTestDatabase();
    const scope = (request: unknown) => {
      const companyId = (request as Scoped).headers['x-company'];
      return companyId === undefined ? {} : { companyId };
    };
    const module = moduleOf({ imports: [logging(database, { admin: { public: true, scope } })] });
    ({ app, url } = await listen(platform, module));
    url += '/admin/llm';
    const logger = app.get(LlmLoggerService);
    const old = { startedAt: new Date(Date.now() - 40 * 86_400_000) };
    await logger.record({ userId: 'jane', companyId: 'a', prompt: 'one' });
    await logger.record({ userId: 'jane', companyId: 'b', prompt: 'two', ...old });
    await logger.flush();
  });
  afterEach(async () => {
    await app.close();
    await database.drop();
  });

  const asCompany = { headers: { 'x-company': 'a' } };
  const count = async () => (await database.query('SELECT 1 FROM llm_calls')).length;

  it('exports, within the company of the request', async () => {
    const all = await fetch(`${url}/export?format=csv`);
    expect(all.headers.get('content-type')).toContain('text/csv');
    expect(all.headers.get('content-disposition')).toBe('attachment; filename="llm-calls.csv"');
    expect((await all.text()).trimEnd().split('\r\n')).toHaveLength(3);
    const own = await (await fetch(`${url}/export`, asCompany)).text();
    expect(JSON.parse(own)).toMatchObject({ companyId: 'a', prompt: 'one' });
    expect((await fetch(`${url}/export?companyId=b`, asCompany)).status).toBe(403);
    expect((await fetch(`${url}/export?format=xml`)).status).toBe(400);
    expect((await fetch(`${url}/export?cursor=x`)).status).toBe(400);
  });

  it('cleans up, for requests that are limited to no company', async () => {
    const clean = (body: object, headers: Record<string, string> = {}) =>
      fetch(`${url}/cleanup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    expect((await clean({ daysOld: 30 }, asCompany.headers)).status).toBe(403);
    expect((await clean({})).status).toBe(400);
    for (const daysOld of [-1, 0, 0.5]) {
      const refused = await clean({ daysOld, dryRun: false });
      expect([refused.status, await refused.json()]).toMatchObject([400, { errors: [{ field: 'daysOld' }] }]);
    }
    for (const body of [{ daysOld: 30 }, { daysOld: 30, dryRun: true }, { daysOld: 30, dryRun: null }]) {
      const dry = await clean(body);
      expect([dry.status, await dry.json()]).toEqual([200, expect.objectContaining({ dryRun: true, removed: 1 })]);
    }
    expect(await count()).toBe(2);
    expect(await (await clean({ daysOld: 30, dryRun: false })).json()).toMatchObject({ dryRun: false, removed: 1 });
    expect(await count()).toBe(1);
  });

  it('counts what `retention` would remove, for a request without a body', async () => {
    const admin = { public: true as const };
    const module = moduleOf({ imports: [logging(database, { admin, retention: { days: 30, enabled: false } })] });
    const other = await listen(platform, module);
    try {
      for (const init of [{}, { headers: { 'content-type': 'application/json' }, body: '{}' }]) {
        const answer = await fetch(`${other.url}/admin/llm/cleanup`, { method: 'POST', ...init });
        expect([answer.status, await answer.json()]).toMatchObject([200, { dryRun: true, removed: 1 }]);
      }
    } finally {
      await other.app.close();
    }
    expect(await count()).toBe(2);
  });

  it('erases a person, within the company of the request', async () => {
    const erase = async (query: string, init: RequestInit = {}) => {
      const response = await fetch(`${url}/users/jane${query}`, { method: 'DELETE', ...init });
      return [response.status, await response.json()];
    };
    expect(await erase('', asCompany)).toEqual([200, { erased: 1 }]);
    expect((await database.query('SELECT company_id FROM llm_calls'))[0]).toEqual({ company_id: 'b' });
    expect((await erase('?companyId=b', asCompany))[0]).toBe(403);
    expect((await erase('?mode=odd'))[0]).toBe(400);
    expect(await erase('?mode=anonymise')).toEqual([200, { erased: 1 }]);
    expect(await database.query('SELECT user_id, prompt FROM llm_calls')).toEqual([{ user_id: null, prompt: null }]);
  });
});
