import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { routesUnder } from '../support/admin-routes.js';
import { logging, moduleOf } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen, PLATFORMS } from '../support/http-application.js';

describe.each(PLATFORMS)('headers of every answer of the admin API on %s', (platform) => {
  let database: TestDatabase;
  let app: INestApplication;
  let url: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    ({ app, url } = await listen(platform, moduleOf({ imports: [logging(database, { admin: { public: true } })] })));
    url += '/admin/llm';
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  it('let no browser frame it, guess its type, run what is in it or keep texts of calls', async () => {
    const routes = routesUnder(app, 'admin/llm').filter((route) => route !== 'GET *');
    expect(routes).toContain('GET calls');
    // One that a pipe refuses, one that there is nothing for, and one of which no site but its own may ask.
    for (const route of [...routes, 'GET calls?limit=0', 'GET calls/nonsense', 'DELETE users/nobody?mode=odd']) {
      const [method, path] = route.split(' ') as [string, string];
      const abort = new AbortController();
      const init = { method, signal: abort.signal, redirect: 'manual' as const };
      const { status, headers } = await fetch(`${url}/${path.replace(/^\//, '').replaceAll(/:\w+/g, 'x')}`, init);
      abort.abort();
      const policy = headers.get('content-security-policy');
      expect([route, policy]).toEqual([route, expect.stringContaining("default-src 'none'")]);
      expect([route, policy]).toEqual([route, expect.stringContaining("frame-ancestors 'none'")]);
      expect([route, Object.fromEntries(headers)]).toEqual([
        route,
        expect.objectContaining({
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'no-referrer',
          'cross-origin-resource-policy': 'same-origin',
        }),
      ]);
      const isFile = /^GET (\/|icon|assets)/.test(route) && status === 200;
      if (!isFile && method === 'GET')
        expect([route, headers.get('cache-control')]).toEqual([route, expect.stringContaining('no-store')]);
    }
  });
});
