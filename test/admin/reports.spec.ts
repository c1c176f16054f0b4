import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AdminApplication, PLATFORMS, startAdmin } from '../support/admin.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const HOUR_MS = 3_600_000;

describe.each(PLATFORMS)('reports of the admin API on %s', (platform) => {
  let database: TestDatabase;
  let admin: AdminApplication;
  let ids: string[];

  beforeAll(async () => {
    database = await createTestDatabase();
    const scope = (request: Record<string, unknown>) => {
      const companyId = (request['headers'] as Record<string, string>)['x-company'];
      return companyId === undefined ? {} : { companyId };
    };
    const prices = [{ model: 'm', promptPerMillion: 1, completionPerMillion: 10, cachedPromptPerMillion: 0.5 }];
    admin = await startAdmin(platform, database, { admin: { public: true, scope }, prices });
    const at = (hours: number) => new Date(Date.now() - hours * HOUR_MS);
    ids = await admin.record(
      {
        ...{ companyId: 'a', sessionId: 's', traceId: 't1', provider: 'p', model: 'm', callType: 'chat', tags: ['x'] },
        ...{ promptTokens: 1_000, cachedPromptTokens: 400, completionTokens: 100, startedAt: at(3) },
      },
      {
        companyId: 'a',
        sessionId: 's',
        traceId: 't2',
        model: 'm',
        callType: 'chat',
        tags: ['x', 'y'],
        startedAt: at(2),
      },
      {
        ...{ companyId: 'b', sessionId: 's', provider: 'q', model: 'unheard-of', callType: 'other', startedAt: at(1) },
        ...{ promptTokens: 7, completionTokens: 1, error: new Error('no') },
      },
      { companyId: 'b', model: 'm', promptTokens: 10, completionTokens: 0, estimatedCost: 5, startedAt: at(30) },
    );
  });
  afterAll(async () => {
    await admin?.app.close();
    await database?.drop();
  });

  const get = async (path: string, company?: string) => {
    const { body } = await admin.http
      .get(`/admin/llm/${path}`)
      .set(company === undefined ? {} : { 'x-company': company })
      .expect(200);
    return body;
  };

  it('lists the companies that cost or call most', async () => {
    expect((await get('stats/companies')).map(({ companyId }: any) => companyId)).toEqual(['b', 'a']);
    expect(await get('stats/companies?by=calls&limit=1&days=1')).toMatchObject([{ companyId: 'a', totalCalls: 2 }]);
    expect(await get('stats/companies', 'a')).toMatchObject([{ companyId: 'a', totalCost: 0.0018 }]);
  });

  it('compares a time with the one before it', async () => {
    const body = await get('stats/comparison?days=1');
    expect(body).toMatchObject({ current: { totalCalls: 3 }, previous: { totalCalls: 1, totalCost: 5 } });
    expect(body.change.totalCalls).toBe(2);
    expect((await get('stats/comparison?days=1', 'b')).current.totalCalls).toBe(1);
  });

  it('projects the month', async () => {
    const all = await get('stats/projection?timeZone=Europe/Berlin');
    expect(all.costPerDay).toBeCloseTo(5.0018 / 7, 9);
    expect((await get('stats/projection', 'a')).costPerDay).toBeCloseTo(0.0018 / 7, 9);
    await admin.http.get('/admin/llm/stats/projection?days=7').expect(400);
  });

  it('names the models without a price', async () => {
    const models = (await get('stats/unpriced')).map(({ model, provider }: any) => [provider, model]);
    expect(models.sort()).toEqual([
      ['q', 'unheard-of'],
      ['unknown', 'm'],
    ]);
    expect(await get('stats/unpriced', 'b')).toMatchObject([{ model: 'unheard-of', unpricedCalls: 1, totalCalls: 1 }]);
    expect(await get('stats/unpriced?model=unheard-of', 'a')).toEqual([]);
  });

  it('names what there is to filter by, most calls first', async () => {
    expect(await get('facets')).toEqual({
      callTypes: ['chat', 'other'],
      statuses: ['success', 'error'],
      providers: ['p', 'q'],
      models: ['m', 'unheard-of'],
      tags: ['x', 'y'],
      companies: ['a', 'b'],
    });
    expect(await get('facets?days=1&callType=chat')).toMatchObject({ models: ['m'], companies: ['a'] });
    expect(await get('facets', 'b')).toMatchObject({ tags: [], companies: ['b'], callTypes: ['other'] });
  });

  it('gives a session oldest first, with its totals', async () => {
    const first = await get('sessions/s?limit=2');
    expect(first).toMatchObject({ sessionId: 's', totals: { totalCalls: 3, traces: 3, failedCalls: 1 } });
    expect(first.items.map(({ id }: any) => id)).toEqual(ids.slice(0, 2));
    const second = await get(`sessions/s?limit=2&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ id: ids[2] }], nextCursor: null, totals: { totalCalls: 3 } });
    const own = await get('sessions/s', 'a');
    expect([own.items.length, own.totals.totalCalls]).toEqual([2, 2]);
    await admin.http.get('/admin/llm/sessions/s').set('x-company', 'c').expect(404);
  });

  it('splits the cost of a call by kind of tokens', async () => {
    expect(await get(`calls/${ids[0]}/cost`)).toEqual({
      estimatedCost: 0.0018,
      currency: 'USD',
      parts: [
        { class: 'input', tokens: 600, cost: 0.0006 },
        { class: 'cached_input', tokens: 400, cost: 0.0002 },
        { class: 'output', tokens: 100, cost: 0.001 },
      ],
      source: 'price',
    });
    expect(await get(`calls/${ids[1]}/cost`)).toMatchObject({
      estimatedCost: null,
      parts: [],
      source: null,
      reason: 'no_tokens',
    });
    expect(await get(`calls/${ids[2]}/cost`)).toMatchObject({
      parts: [
        { class: 'input', tokens: 7, cost: null },
        { class: 'output', tokens: 1, cost: null },
      ],
      source: null,
      reason: 'no_price',
    });
    expect(await get(`calls/${ids[3]}/cost`)).toMatchObject({ estimatedCost: 5, source: 'given' });
    await admin.http.get(`/admin/llm/calls/${ids[0]}/cost`).set('x-company', 'b').expect(404);
  });

  it('counts tokens of calls that reported those of one side alone', async () => {
    const of = { companyId: 'c', sessionId: 'one-sided', traceId: 'one-sided', callType: 'embedding' };
    const startedAt = new Date(Date.now() - HOUR_MS);
    const [id] = await admin.record(
      { ...of, startedAt, promptTokens: 30 },
      { ...of, startedAt, completionTokens: 4 },
      { ...of, startedAt },
    );
    const { totals } = await get('traces/one-sided');
    expect(totals).toMatchObject({ promptTokens: 30, completionTokens: 4, totalTokens: 34 });
    expect((await get('sessions/one-sided')).totals.totalTokens).toBe(34);
    expect((await get('stats/cost', 'c')).totalTokens).toBe(34);
    expect(await get(`calls/${id}`)).toMatchObject({ totalTokens: 30, completionTokens: null });
  });
});
