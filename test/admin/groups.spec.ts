import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AdminApplication, PLATFORMS, startAdmin } from '../support/admin.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe.each(PLATFORMS)('groups of calls in the admin API on %s', (platform) => {
  let database: TestDatabase;
  let admin: AdminApplication;
  let ids: string[];

  beforeAll(async () => {
    database = await createTestDatabase();
    const header = (request: Record<string, unknown>, name: string) =>
      (request['headers'] as Record<string, string | undefined>)[name];
    admin = await startAdmin(platform, database, {
      admin: {
        public: true,
        scope: (request: any) => {
          const companyId = header(request, 'x-company');
          return companyId === undefined ? {} : { companyId };
        },
        payloads: (request: any) => (header(request, 'x-masked') ? 'masked' : 'full'),
      },
    });
    const call = { userId: 'ann', companyId: 'a', model: 'm', provider: 'p', promptTokens: 1, completionTokens: 1 };
    const asked = { origin: 'POST /ask', release: '1.0', promptName: 'answer', promptVersion: '1' };
    ids = await admin.record(
      { ...call, ...asked, estimatedCost: 1, prompt: 'first question', response: 'yes' },
      { ...call, ...asked, release: '2.0', promptVersion: '2', estimatedCost: 2, prompt: 'second question' },
      { ...call, ...asked, origin: 'cron Jobs.run', companyId: 'b', estimatedCost: 4, error: new Error('no') },
    );
  });
  afterAll(async () => {
    await admin?.app.close();
    await database?.drop();
  });

  const get = async (path: string, headers: Record<string, string> = {}, status = 200) =>
    (await admin.http.get(`/admin/llm/${path}`).set(headers).expect(status)) as any;

  it('sets origins, prompts and releases beside each other, within a company', async () => {
    const { body: origins } = await get('stats/origins');
    expect(origins).toMatchObject([
      { origin: 'cron Jobs.run', totalCalls: 1, totalCost: 4 },
      { origin: 'POST /ask', totalCalls: 2, totalCost: 3 },
    ]);
    expect((await get('stats/origins', { 'x-company': 'a' })).body).toMatchObject([{ origin: 'POST /ask' }]);
    const { body: prompts } = await get('stats/prompts', { 'x-company': 'a' });
    expect(prompts).toMatchObject([
      { promptName: 'answer', promptVersion: '2', totalCost: 2 },
      { promptName: 'answer', promptVersion: '1', totalCost: 1 },
    ]);
    const { body: releases } = await get('stats/releases', { 'x-company': 'a' });
    expect(releases.map(({ release }: any) => release).sort()).toEqual(['1.0', '2.0']);
  });

  it('says when releases came into use, to the call, and of none that was in use before', async () => {
    const start = Date.parse('2026-03-01T00:00:00Z');
    const at = (hours: number): Date => new Date(start + hours * 3_600_000 + 7);
    const call = { companyId: 'released', startedAt: at(0), release: 'r1' };
    await admin.record(
      ...Array.from({ length: 40 }, (_, n) => ({ ...call, startedAt: at(n * 3) })),
      // Two releases in use beside each other, then one that replaces both.
      ...Array.from({ length: 20 }, (_, n) => ({ ...call, startedAt: at(61.5 + n * 3), release: 'r2' })),
      ...Array.from({ length: 40 }, (_, n) => ({ ...call, startedAt: at(150 + n), release: 'r3' })),
    );
    const range = 'startDate=2026-03-01&endDate=2026-03-09';
    const { body } = await get(`stats/releases/starts?${range}`, { 'x-company': 'released' });
    expect(body).toEqual([
      { release: 'r2', firstCallAt: at(61.5).toISOString() },
      { release: 'r3', firstCallAt: at(150).toISOString() },
    ]);
    expect((await get(`stats/releases/starts?${range}`, { 'x-company': 'a' })).body).toEqual([]);
  });

  it('says what there is of a user and of a company', async () => {
    const { body } = await get('users/ann?days=1');
    expect(body).toMatchObject({ userId: 'ann', companyId: null, cost: { totalCalls: 3, totalCost: 7 } });
    expect(body.origins.map(({ origin }: any) => origin)).toEqual(['cron Jobs.run', 'POST /ask']);
    expect((await get('users/ann', { 'x-company': 'b' })).body.cost.totalCost).toBe(4);
    expect((await get('companies/a')).body).toMatchObject({ companyId: 'a', cost: { totalCost: 3 } });
    await get('users/nobody', {}, 404);
    await get('companies/b', { 'x-company': 'a' }, 403);
  });

  it('compares two calls, whose texts stay with who may see them', async () => {
    const path = `compare?a=${ids[0]}&b=${ids[1]}`;
    const { body } = await get(path);
    expect(body).toMatchObject({ a: { prompt: 'first question' }, b: { prompt: 'second question' } });
    expect(body.differences).toEqual(expect.arrayContaining(['prompt', 'release', 'promptVersion', 'estimatedCost']));
    expect(body.differences).not.toContain('model');
    expect(JSON.stringify((await get(path, { 'x-masked': 'yes' })).body)).not.toContain('question');
    await get(`compare?a=${ids[0]}&b=${ids[2]}`, { 'x-company': 'a' }, 404);
    await get(`compare?a=${ids[0]}`, {}, 400);
  });

  it('exports a summary that a spreadsheet adds up', async () => {
    const { text, headers } = await get('export/summary?groupBy=company&format=csv');
    expect(headers['content-type']).toContain('text/csv');
    const rows = text
      .trim()
      .split('\r\n')
      .map((line: string) => line.split(','));
    expect(rows[0]).toEqual(expect.arrayContaining(['company', 'totalCalls', 'totalCostUsd']));
    const cost = rows[0].indexOf('totalCostUsd');
    expect(rows.slice(1).map((row: string[]) => [row[2], Number(row[cost])])).toEqual([
      ['a', 3],
      ['b', 4],
    ]);
    await get('export/summary?groupBy=colour', {}, 400);
  });

  it('exports the columns that are named, in their order', async () => {
    const { text } = await get('export?format=csv&columns=promptVersion,companyId&companyId=a');
    expect(text).toBe('promptVersion,companyId\r\n2,a\r\n1,a\r\n');
    const { text: lines } = await get('export?columns=companyId&companyId=b');
    expect(lines).toBe('{"companyId":"b"}\n');
    await get('export?columns=colour', {}, 400);
  });

  it('says how the log does, without paths and errors for who is limited', async () => {
    const { body } = await get('health');
    expect(body).toMatchObject({ status: 'up', droppedRecords: 0, lastError: null, ingest: null });
    expect(body.rollups.changedHours).toBeGreaterThanOrEqual(0);
    expect(body.journal).not.toHaveProperty('directory');
    expect((await get('health', { 'x-company': 'a' })).body.journal).toBeNull();
  });
});
