import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplication, VersioningType } from '@nestjs/common';
import { existsSync, readdirSync, statSync } from 'node:fs';
import type { AdminOptions } from 'nestjs-llm-logging';
import { logging, moduleOf } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen, PLATFORMS } from '../support/http-application.js';

const FOLDER = new URL('../../libs/llm-logging/dist/dashboard/', import.meta.url);
const isBuilt = existsSync(FOLDER);
const whenBuilt = isBuilt ? it : it.skip;

describe.each(PLATFORMS)('the dashboard on %s', (platform) => {
  let database: TestDatabase;
  let app: INestApplication | undefined;
  let base: string;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  afterAll(() => database?.drop());

  const start = async (admin: Partial<AdminOptions> = {}, prepare?: (made: INestApplication) => void) => {
    const module = moduleOf({ imports: [logging(database, { admin: { public: true, ...admin } })] });
    const listening = await listen(platform, module, prepare);
    app = listening.app;
    base = listening.url;
  };
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(base + path, { redirect: 'manual', headers });

  whenBuilt('is a page under a strict policy, and its assets, under any prefix', async () => {
    await start({ path: 'ops/llm' }, (made) => {
      made.setGlobalPrefix('api');
      made.enableVersioning({ type: VersioningType.URI });
    });
    const redirect = await get('/api/ops/llm?a=1');
    expect([redirect.status, redirect.headers.get('location')]).toEqual([302, './llm/?a=1']);
    const page = await get('/api/ops/llm/');
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link!);
    expect(links.length).toBeGreaterThan(1);
    for (const link of links) {
      const { pathname } = new URL(link, `${base}/api/ops/llm/`);
      const asset = await get(pathname);
      expect([link, asset.status]).toEqual([link, 200]);
      expect(asset.headers.get('content-security-policy')).toContain("default-src 'none'");
      const isHashed = pathname.includes('/assets/');
      expect(asset.headers.get('cache-control')).toMatch(isHashed ? /immutable/ : /no-cache/);
      await asset.arrayBuffer();
    }
  });

  whenBuilt('is compressed for whoever takes that', async () => {
    await start();
    const scripts = readdirSync(new URL('assets', FOLDER)).filter((name) => name.endsWith('.js'));
    const sizeOf = (name: string) => statSync(new URL(`assets/${name}`, FOLDER)).size;
    const script = scripts.reduce((largest, name) => (sizeOf(name) > sizeOf(largest) ? name : largest));
    const plain = await get(`/admin/llm/assets/${script}`, { 'accept-encoding': 'gzip;q=0, identity' });
    const packed = await get(`/admin/llm/assets/${script}`, { 'accept-encoding': 'br, gzip' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(Number(packed.headers.get('content-length'))).toBeLessThan(Number(plain.headers.get('content-length')) / 2);
    expect(await packed.text()).toBe(await plain.text());
  });

  it('gives no other file', async () => {
    await start();
    for (const path of [
      'assets/none.js',
      'assets/..%2findex.js',
      'assets/..%2f..%2findex.js',
      'assets/%2e%2e%2f%2e%2e%2fpackage.json',
      'assets/..%5c..%5cindex.js',
      'assets/%00.js',
      'assets/__proto__',
      'package.json',
      'index.js',
      '..%2findex.js',
      'assets',
      'assets/',
    ]) {
      const answer = await get(`/admin/llm/${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
      await answer.arrayBuffer();
    }
  });

  (isBuilt ? it.skip : it)('says what to do where it is not built', async () => {
    await start();
    const answer = await get('/admin/llm/');
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('npm run build')]);
  });

  it('is not there with `dashboard: false`, while the API is', async () => {
    await start({ dashboard: false });
    for (const path of ['', '/', '/assets/index.js', '/icon.svg'])
      expect((await get(`/admin/llm${path}`)).status).toBe(404);
    expect((await get('/admin/llm/calls')).status).toBe(200);
  });

  it('says what a client may ask for', async () => {
    await start({ scope: () => ({ companyId: 'acme' }) });
    const answer = await get('/admin/llm/capabilities');
    expect(await answer.json()).toMatchObject({ version: '0.1.0', path: 'admin/llm', companyId: 'acme' });
  });
});
