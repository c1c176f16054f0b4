import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CanActivate, type ExecutionContext, type INestApplication, Injectable } from '@nestjs/common';
import { type AdminOptions, LlmCallRepository, LlmLoggerService } from 'nestjs-llm-logging';
import { routesUnder } from '../support/admin-routes.js';
import { logging, moduleOf } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen, PLATFORMS } from '../support/http-application.js';

@Injectable()
class KeyGuard implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    return host.switchToHttp().getRequest<{ headers: Record<string, string> }>().headers['x-key'] === 'right';
  }
}

interface Route {
  /** What is asked for, with `:id` for the other company's call. */
  readonly path?: string;
  readonly body?: object;
  /** Shows data of each company: a request that is not limited to one sees the other company's marks in it. */
  readonly namesCompanies?: boolean;
  /** Shows texts. */
  readonly quotes?: boolean;
  /** What the audit log calls it. */
  readonly audited?: string;
  /** What the note is about, unless it is the call. */
  readonly target?: string;
}

/** Every admin route. One that is added has to be named here, and with it who sees what. */
const ROUTES: Readonly<Record<string, Route>> = {
  'GET /': { path: '/' },
  'GET icon.svg': {},
  'GET assets/:file': { path: 'assets/index.js' },
  'GET capabilities': {},
  'GET calls': { namesCompanies: true, quotes: true, audited: 'calls.list' },
  'GET calls/:id': { namesCompanies: true, quotes: true, audited: 'call.read' },
  'GET calls/:id/cost': {},
  'GET sessions/:sessionId': {
    path: 'sessions/s1',
    namesCompanies: true,
    quotes: true,
    audited: 'session.read',
    target: 's1',
  },
  'GET traces/:traceId': { path: 'traces/t1', namesCompanies: true, quotes: true, audited: 'trace.read', target: 't1' },
  'GET stats/cost': { namesCompanies: true },
  'GET stats/performance': {},
  'GET stats/timeseries': { path: 'stats/timeseries?groupBy=company&days=1', namesCompanies: true },
  'GET stats/users': { namesCompanies: true },
  'GET stats/errors': { namesCompanies: true, quotes: true },
  'GET stats/rag': { namesCompanies: true, quotes: true },
  'GET stats/models': { namesCompanies: true },
  'GET stats/companies': { namesCompanies: true },
  'GET stats/comparison': {},
  'GET stats/projection': {},
  'GET stats/unpriced': { namesCompanies: true },
  'GET stats/origins': {},
  'GET stats/prompts': { namesCompanies: true },
  'GET stats/releases': {},
  'GET stats/releases/starts': {},
  'GET users/:userId': {
    path: 'users/theirs-user',
    namesCompanies: true,
    quotes: true,
    audited: 'user.read',
    target: 'theirs-user',
  },
  'GET companies/:companyId': {
    path: 'companies/theirs',
    namesCompanies: true,
    quotes: true,
    audited: 'company.read',
    target: 'theirs',
  },
  'GET compare': { path: 'compare?a=:id&b=:id', namesCompanies: true, quotes: true, audited: 'calls.compare' },
  'GET export/summary': { path: 'export/summary?groupBy=user,company&interval=day', namesCompanies: true },
  'GET health': {},
  'GET facets': { namesCompanies: true },
  'GET export': { namesCompanies: true, quotes: true, audited: 'calls.export' },
  'GET live': { path: 'live?lastEventId=:now', namesCompanies: true, quotes: true },
  'GET audit': {},
  'POST calls/:id/replay': { namesCompanies: true, audited: 'call.replay' },
  'POST cleanup': { body: { daysOld: 1, dryRun: true }, audited: 'calls.cleanup' },
  'GET budgets': { namesCompanies: true },
  'GET budget-rules': {},
  'PUT budgets/:name': {
    ...{ path: 'budgets/b1', body: { limitUsd: 1, window: 'day' } },
    ...{ audited: 'budget.define', target: 'b1' },
  },
  'DELETE budgets/:name': { path: 'budgets/b2', audited: 'budget.remove' },
  'GET events': {},
  'POST events/test': { audited: 'events.test' },
  'DELETE users/:userId': { path: 'users/theirs-user', audited: 'user.erase' },
};

const CALLS = 3;

describe.each(PLATFORMS)('access to every admin route on %s', (platform) => {
  let database: TestDatabase;
  let app: INestApplication;
  let url: string;
  let theirs: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    const header = (incoming: unknown, name: string) => (incoming as { headers: Record<string, string> }).headers[name];
    const admin: AdminOptions = {
      guards: [KeyGuard],
      scope: (incoming) => {
        const companyId = header(incoming, 'x-company');
        return companyId === undefined ? {} : { companyId };
      },
      payloads: (incoming) => (header(incoming, 'x-masked') === undefined ? 'full' : 'masked'),
      audit: { actor: (incoming) => header(incoming, 'x-actor') ?? 'someone' },
      replay: async ({ id }, _request, services) => {
        const call = await services.get(LlmCallRepository, { strict: false }).findById(id);
        return { callId: 'new', answer: `again: ${call?.userId}` };
      },
    };
    const budgets = [{ name: 'companies', per: 'company', window: 'total', limitUsd: 1 } as const];
    ({ app, url } = await listen(platform, moduleOf({ imports: [logging(database, { admin, budgets })] })));
    url += '/admin/llm';
    for (const company of ['mine', 'theirs']) theirs = await record(company);
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  /** Calls in which every member says whose they are, and every text that it is one. @returns the id of the last. */
  const record = async (company: string) => {
    const logger = app.get(LlmLoggerService);
    const text = `${company}-text`;
    const call = {
      ...{ companyId: company, traceId: 't1', sessionId: 's1', userId: `${company}-user`, provider: 'openai' },
      ...{ promptName: `${company}-prompt`, promptVersion: '1' },
      ...{ model: `${company}-model`, tags: [`${company}-tag`], metadata: { note: text }, prompt: text },
      ...{ systemPrompt: text, response: text, requestParameters: { stop: text }, latencyMs: 5 },
      toolCalls: [{ name: 'look', arguments: text }],
    };
    await logger.record({ ...call, callType: 'embedding', response: undefined, error: new Error(text) });
    await logger.record({ ...call, callType: 'rag_query' });
    const last = await logger.record({ ...call, callType: 'chat' });
    await logger.flush();
    return last;
  };

  const ask = async (name: string, headers: Record<string, string> = { 'x-key': 'right' }, calls = 2 * CALLS) => {
    const [method, plain] = name.split(' ') as [string, string];
    const { path = plain, body } = ROUTES[name]!;
    const asked = path.replaceAll(':id', theirs).replace(':now', String(Date.now() - 60_000));
    const abort = new AbortController();
    const response = await fetch(asked === '/' ? `${url}/` : `${url}/${asked}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
      signal: abort.signal,
    });
    const isEndless = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (isEndless && text.split('event: call').length > calls) break;
    }
    abort.abort();
    // A problem names the path that was asked for.
    return { status: response.status, text: text.replaceAll(/\/users\/theirs-user|\/companies\/theirs/g, '') };
  };
  const noted = async () =>
    (await database.query('DELETE FROM llm_audit_log RETURNING *')).sort((a, b) => Number(a.id) - Number(b.id));

  it('is described here for each', () => {
    const routes = routesUnder(app, 'admin/llm');
    // Fastify's route for the slash after the prefix.
    expect(routes.filter((route) => route !== 'GET *').sort()).toEqual(Object.keys(ROUTES).sort());
  });

  it.each(Object.keys(ROUTES))('%s is closed to whoever the guards do not let in', async (name) => {
    const { status, text } = await ask(name, {});
    expect(status).toBe(403);
    expect(text).not.toMatch(/mine-|theirs-|<html/);
  });

  it.each(Object.keys(ROUTES).filter((name) => !name.startsWith('GET')))(
    '%s is not for pages of other sites',
    async (name) => {
      const { status, text } = await ask(name, { 'x-key': 'right', 'sec-fetch-site': 'cross-site' });
      expect({ status, text }).toEqual({ status: 403, text: expect.stringContaining('another site') });
    },
  );

  it.each(Object.keys(ROUTES))('%s shows a company nothing of another', async (name) => {
    const { namesCompanies = false } = ROUTES[name]!;
    if (namesCompanies) expect((await ask(name)).text).toMatch(/theirs(-|")/);
    const { status, text } = await ask(name, { 'x-key': 'right', 'x-company': 'mine' }, CALLS);
    expect(text).not.toMatch(/theirs(-|")/);
    expect(status).toBeLessThan(500);
  });

  it('removes nothing of another company', async () => {
    await ask('DELETE users/:userId', { 'x-key': 'right', 'x-company': 'mine' });
    const rows = await database.query(`SELECT 1 FROM llm_calls WHERE company_id = 'theirs' AND prompt IS NOT NULL`);
    expect(rows).toHaveLength(CALLS);
  });

  it.each(Object.keys(ROUTES).filter((name) => !name.startsWith('DELETE')))(
    '%s shows the masked no text',
    async (name) => {
      const { quotes = false } = ROUTES[name]!;
      if (quotes) expect((await ask(name)).text).toContain('theirs-text');
      const { text } = await ask(name, { 'x-key': 'right', 'x-masked': 'yes' });
      expect(text).not.toContain('-text');
    },
  );

  it.each(['calls', 'export', 'live'])('refuses questions of the masked that look into texts: %s', async (route) => {
    for (const query of ['search=theirs', `metadata=${encodeURIComponent('{"note":"theirs-text"}')}`]) {
      const response = await fetch(`${url}/${route}?${query}`, { headers: { 'x-key': 'right', 'x-masked': 'yes' } });
      expect([query, response.status]).toEqual([query, 403]);
    }
  });

  it.each(Object.keys(ROUTES).filter((name) => !name.startsWith('DELETE')))(
    '%s is noted if it shows texts or does something',
    async (name) => {
      const { audited } = ROUTES[name]!;
      await noted();
      await ask(name, { 'x-key': 'right', 'x-actor': 'jane\u00ADdoe' });
      const notes = await noted();
      expect(notes.map(({ action }) => action)).toEqual(audited === undefined ? [] : [audited]);
      for (const { actor, target } of notes)
        expect([actor, target]).toEqual(['jane doe', name.includes(':id') ? theirs : (ROUTES[name]!.target ?? null)]);
    },
  );

  it('notes what was asked for, and for which company; no text is read by the masked', async () => {
    await noted();
    await fetch(`${url}/calls?model=a,b&limit=3`, { headers: { 'x-key': 'right', 'x-company': 'mine' } });
    await fetch(`${url}/calls?modell=a`, { headers: { 'x-key': 'right' } });
    await ask('GET calls', { 'x-key': 'right', 'x-masked': 'yes' });
    expect(await noted()).toMatchObject([
      { action: 'calls.list', filters: { model: 'a,b', limit: '3' }, company_id: 'mine', target: null },
    ]);
  });

  it('pages through the audit log, within the company of the request', async () => {
    await noted();
    const get = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${url}/${path}`, { headers: { 'x-key': 'right', ...headers } });
      return { status: response.status, body: (await response.json()) as any };
    };
    for (const actor of ['ann', 'ben', 'ann']) await get('calls', { 'x-actor': actor });
    await get('calls', { 'x-actor': 'eve', 'x-company': 'mine' });
    const { body: first } = await get('audit?actor=ann&limit=1');
    const { body: second } = await get(`audit?actor=ann&limit=1&cursor=${first.nextCursor}`);
    expect(first.items).toMatchObject([{ actor: 'ann', action: 'calls.list', target: null, companyId: null }]);
    expect(second.items[0].id).not.toBe(first.items[0].id);
    expect(second.nextCursor).toBeNull();
    expect((await get('audit', { 'x-company': 'mine' })).body.items).toMatchObject([{ actor: 'eve' }]);
    expect((await get('audit?cursor=x')).status).toBe(400);
  });

  it('shows and does nothing that cannot be noted', async () => {
    await database.query('ALTER TABLE llm_audit_log RENAME TO away');
    try {
      for (const [name, { audited }] of Object.entries(ROUTES)) {
        if (audited === undefined) continue;
        const { status, text } = await ask(name);
        expect([name, status]).toEqual([name, 503]);
        expect(text).not.toMatch(/-text|again/);
      }
    } finally {
      await database.query('ALTER TABLE away RENAME TO llm_audit_log');
    }
    expect(await database.query(`SELECT 1 FROM llm_calls WHERE user_id = 'theirs-user'`)).toHaveLength(CALLS);
  });

  it.each<[name: string, path: string, headers: Record<string, string>, body: object | undefined, status: number]>([
    ['POST', 'calls/nonsense/replay', {}, undefined, 404],
    ['POST', 'calls/:theirs/replay', { 'x-company': 'mine' }, undefined, 404],
    ['POST', 'calls/:theirs/replay', { 'x-masked': 'yes' }, undefined, 403],
    ['POST', 'cleanup', {}, { daysOld: -1 }, 400],
    ['POST', 'cleanup', { 'x-company': 'mine' }, { daysOld: 1 }, 403],
    ['DELETE', 'users/theirs-user?mode=odd', {}, undefined, 400],
    ['DELETE', 'users/theirs-user?companyId=theirs', { 'x-company': 'mine' }, undefined, 403],
    ['GET', 'calls/nonsense', {}, undefined, 404],
    ['GET', 'export?format=odd', {}, undefined, 400],
  ])('notes nothing of %s %s, %j, %j, which is refused', async (method, path, headers, body, status) => {
    await noted();
    const response = await fetch(`${url}/${path.replace(':theirs', theirs)}`, {
      method,
      headers: { 'x-key': 'right', ...headers, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    expect(response.status).toBe(status);
    expect(await noted()).toEqual([]);
  });

  it('makes a call again through the application', async () => {
    const again = async (id: string, headers = {}) => {
      const response = await fetch(`${url}/calls/${id}/replay`, {
        method: 'POST',
        headers: { 'x-key': 'right', ...headers },
      });
      return [response.status, await response.json()];
    };
    expect(await again(theirs)).toEqual([
      200,
      { callId: 'new', result: { callId: 'new', answer: 'again: theirs-user' } },
    ]);
    expect((await again('nonsense'))[0]).toBe(404);
    expect((await again(theirs, { 'x-company': 'mine' }))[0]).toBe(404);
    expect((await again(theirs, { 'x-masked': 'yes' }))[0]).toBe(403);
  });
});

describe('an admin API without audit log and replay', () => {
  it('notes nothing, and answers 501', async () => {
    const database = await createTestDatabase();
    const options = { admin: { public: true as const, audit: false as const } };
    const { app, url } = await listen('express', moduleOf({ imports: [logging(database, options)] }));
    try {
      expect((await fetch(`${url}/admin/llm/calls`)).status).toBe(200);
      expect(await database.query('SELECT 1 FROM llm_audit_log')).toEqual([]);
      expect((await fetch(`${url}/admin/llm/calls/x/replay`, { method: 'POST' })).status).toBe(501);
    } finally {
      await app.close();
      await database.drop();
    }
  });
});
