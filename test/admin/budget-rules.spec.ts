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

  it('has routes, members and status codes as documented', async () => {
    const rule = { limitUsd: 8, window: 'month', per: 'company', alerts: [0.5] };
    // The same shape as in the options: the name may be in the body, too.
    await put('full', { ...rule, name: 'full' }, {}, 200);
    await admin.record(
      { callType: 'chat', companyId: 'a', estimatedCost: 4 },
      { callType: 'chat', companyId: 'b', estimatedCost: 6 },
    );
    const { body: statuses } = await admin.http.get('/admin/llm/budgets?name=full').expect(200);
    expect(statuses.map(({ subject, spentUsd }: any) => [subject, spentUsd])).toEqual([
      ['b', 6],
      ['a', 4],
    ]);
    expect(Object.keys(statuses[0]).sort()).toEqual(
      [
        ...['name', 'subject', 'limitUsd', 'spentUsd', 'reservedUsd', 'share'],
        ...['windowStart', 'windowEnd', 'projectedUsd', 'blockedCalls'],
      ].sort(),
    );
    const { body: one } = await admin.http.get('/admin/llm/budgets?name=full&subject=a').expect(200);
    expect(one).toMatchObject([{ subject: 'a', limitUsd: 8, share: 0.5, blockedCalls: 0 }]);
    expect(await remove('full', {}, 200)).toEqual({ removed: true });
    expect(await remove('full', {}, 200)).toEqual({ removed: false });
  });

  it('names what is wrong with a budget', async () => {
    const right = { limitUsd: 1, window: 'day' };
    const faults: [body: object, field: string][] = [
      [{ window: 'day' }, 'limitUsd'],
      [{ ...right, limitUsd: 0 }, 'limitUsd'],
      [{ ...right, window: 'year' }, 'window'],
      [{ ...right, name: 'another' }, 'name'],
      [{ ...right, per: 'planet' }, 'per'],
      [{ ...right, limits: { a: 1 } }, 'limits'],
      [{ ...right, onLimit: 'explode' }, 'onLimit'],
      [{ ...right, surprise: 1 }, 'surprise'],
    ];
    for (const [body, field] of faults)
      expect((await put('wrong', body, {}, 400)).errors).toMatchObject([{ field: expect.stringContaining(field) }]);
    expect((await rules()).map(({ name }) => name)).not.toContain('wrong');
  });

  it('lists events by page and filter, to a company its own', async () => {
    const events = async (query: string, headers = {}): Promise<any> =>
      (await admin.http.get(`/admin/llm/events${query}`).set(headers).expect(200)).body;
    const full = await events('?kind=budget&name=full');
    expect(
      full.items.map(({ subject, value, threshold }: any) => ({ subject, value, threshold })).sort(bySubject),
    ).toEqual([
      { subject: 'a', value: 4, threshold: 4 },
      { subject: 'b', value: 6, threshold: 4 },
    ]);
    expect(Object.keys(full.items[0]).sort()).toEqual(
      ['id', 'kind', 'name', 'subject', 'value', 'threshold', 'window', 'at', 'link', 'deliveries'].sort(),
    );
    expect(Object.keys(full.items[0].window).sort()).toEqual(['end', 'start']);
    expect((await events('?name=full&subject=b')).items).toHaveLength(1);
    const first = await events('?name=full&limit=1');
    const second = await events(`?name=full&limit=1&cursor=${encodeURIComponent(first.nextCursor)}`);
    expect([first, second].map(({ items }) => items[0].subject).sort()).toEqual(['a', 'b']);
    expect(second.nextCursor).toBeNull();
    expect((await events('?name=full', COMPANY)).items).toMatchObject([{ subject: 'a' }]);
    for (const wrong of ['kind=other', 'limit=0', 'cursor=x', 'surprise=1'])
      await admin.http.get(`/admin/llm/events?${wrong}`).expect(400);
    await admin.http.get('/admin/llm/events?companyId=b').set(COMPANY).expect(403);
  });

  it('writes an event for a test, for no company', async () => {
    const { body } = await admin.http.post('/admin/llm/events/test').expect(200);
    expect(body).toMatchObject({ kind: 'alert', name: 'test', subject: null });
    await admin.http.post('/admin/llm/events/test').set(COMPANY).expect(403);
  });
});

function bySubject(a: { subject: string }, b: { subject: string }): number {
  return a.subject < b.subject ? -1 : 1;
}
