import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AdminApplication, startAdmin } from '../support/admin.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const COMPANY = { 'x-company': 'a' };
const OTHER = { 'x-company': 'b' };

describe('budgets in the admin API, by the company that a request is limited to', () => {
  let database: TestDatabase;
  let admin: AdminApplication;

  beforeAll(async () => {
    database = await createTestDatabase();
    admin = await startAdmin('express', database, {
      timeZone: 'Europe/Berlin',
      admin: {
        public: true,
        scope: (request) => {
          const companyId = (request as unknown as { headers: Record<string, string> }).headers['x-company'];
          return companyId === undefined ? {} : { companyId };
        },
      },
    });
    await put('everyone', { limitUsd: 10, window: 'month', per: 'company', limits: { a: 20, b: 30 } }, {}, 200);
    await put('cap of a', { limitUsd: 5, window: 'day', match: { companyId: 'a' }, onLimit: 'block' }, {}, 200);
    await put('all', { limitUsd: 100, window: 'total' }, {}, 200);
  });
  afterAll(async () => {
    await admin?.app.close();
    await database?.drop();
  });

  const put = async (name: string, body: object, headers: Record<string, string>, status: number) =>
    (await admin.http.put(`/admin/llm/budgets/${name}`).set(headers).send(body).expect(status)).body;
  const remove = async (name: string, headers: Record<string, string>, status: number) =>
    (await admin.http.delete(`/admin/llm/budgets/${name}`).set(headers).expect(status)).body;
  const rules = async (headers: Record<string, string> = {}): Promise<any[]> =>
    (await admin.http.get('/admin/llm/budget-rules').set(headers).expect(200)).body;

  it('shows who defined what, and to a company nothing of others', async () => {
    expect(await rules()).toMatchObject([
      { name: 'all', limitUsd: 100, window: 'total', timeZone: 'Europe/Berlin', source: 'service', mayChange: true },
      { name: 'cap of a', alerts: [0.5, 0.8, 1], mayChange: true },
      { name: 'everyone', limits: { a: 20, b: 30 } },
    ]);
    const seen = await rules(COMPANY);
    expect(seen).toMatchObject([
      { name: 'cap of a', mayChange: false },
      { name: 'everyone', limits: { a: 20 }, mayChange: false },
    ]);
    expect(seen[1].limits).toEqual({ a: 20 });
    expect((await rules(OTHER)).map(({ name }) => name)).toEqual(['everyone']);
    await admin.http.get('/admin/llm/budget-rules?companyId=b').set(COMPANY).expect(403);
  });

  it('lets a company lift no limit that others set it', async () => {
    const more = { limitUsd: 500, window: 'day' };
    for (const name of ['cap of a', 'everyone', 'all']) {
      await put(name, more, COMPANY, 403);
      await remove(name, COMPANY, 403);
    }
    await put('of b', { ...more, match: { companyId: 'b' } }, COMPANY, 403);
    expect((await rules()).map(({ limitUsd }) => limitUsd)).toEqual([100, 5, 10]);
  });

  it('lets a company define, change and remove its own, of its own calls, and notes who did', async () => {
    const own = { limitUsd: 2, window: 'week', per: 'user' };
    await put('own', own, COMPANY, 200);
    expect((await rules(COMPANY)).find(({ name }) => name === 'own')).toMatchObject({
      ...{ limitUsd: 2, match: { companyId: 'a' }, source: 'company', mayChange: true },
    });
    await put('own', { ...own, limitUsd: 3 }, OTHER, 403);
    await remove('own', OTHER, 403);
    await put('own', { ...own, limitUsd: 3 }, COMPANY, 200);
    const stored = await database.query(
      `SELECT rule->>'limitUsd' AS "limit", source FROM llm_budgets WHERE name = 'own'`,
    );
    expect(stored).toEqual([{ limit: '3', source: 'company' }]);
    // Whoever runs the application takes it over by changing it.
    await put('own', { ...own, match: { companyId: 'a' } }, {}, 200);
    await remove('own', COMPANY, 403);
    await remove('own', {}, 200);
    const { body } = await admin.http.get('/admin/llm/audit?limit=100').expect(200);
    const notes = body.items.filter(({ target, companyId }: any) => target === 'own' && companyId === 'a');
    expect(notes.map(({ action }: any) => action)).toEqual(['budget.define', 'budget.define']);
  });
});
