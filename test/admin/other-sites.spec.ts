import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { request } from 'node:http';
import { routesUnder } from '../support/admin-routes.js';
import { logging, moduleOf } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { PLATFORMS } from '../support/http-application.js';

const EVIL = 'http://evil.example';

type Headers = Readonly<Record<string, string>>;

/** `fetch` sets `Host` and `Sec-Fetch-Site` by itself. */
function send(url: string, method: string, headers: Headers, body?: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const outgoing = request(url, { method, headers: { ...length, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.once('end', () => resolve({ status: response.statusCode!, text }));
    });
    outgoing.once('error', reject).end(body);
  });
}

describe.each(PLATFORMS)('what changes something, on %s', (platform) => {
  let database: TestDatabase;
  let app: INestApplication;
  let url: string;
  let writing: [method: string, path: string][];

  beforeAll(async () => {
    database = await createTestDatabase();
    const admin = { public: true as const, replay: () => ({ done: true }) };
    const module = moduleOf({ imports: [logging(database, { admin })] });
    // The proxy in front is trusted, which is what makes `X-Forwarded-Host` count.
    const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter({ trustProxy: true });
    app = await NestFactory.create(module, adapter as never, { logger: false, abortOnError: false });
    if (platform === 'express') (app as NestExpressApplication).set('trust proxy', true);
    await app.listen(0, '127.0.0.1');
    url = `${await app.getUrl()}/admin/llm`;
    const logger = app.get(LlmLoggerService);
    const id = await logger.record({ prompt: 'again' });
    await logger.flush();
    writing = routesUnder(app, 'admin/llm')
      .map((route) => route.split(' ') as [string, string])
      .filter(([method]) => method !== 'GET')
      .map(([method, path]) => [method, path.replace(':id', id).replace(':userId', 'nobody')]);
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  /** The status of each writing route, and what they say. */
  const all = async (headers: Headers) => {
    const answers: { status: number; text: string }[] = [];
    for (const [method, path] of writing) {
      const json = bodyOf(method, path);
      const type: Headers = json === undefined ? {} : { 'content-type': 'application/json' };
      answers.push(await send(`${url}/${path}`, method, { ...type, ...headers }, json));
    }
    expect(answers.length).toBeGreaterThan(2);
    return { statuses: [...new Set(answers.map(({ status }) => status))], texts: answers.map(({ text }) => text) };
  };

  it.each<[Headers]>([
    [{ origin: EVIL }],
    [{ origin: EVIL, 'sec-fetch-site': 'cross-site' }],
    [{ origin: EVIL, 'sec-fetch-site': 'none' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'null' }],
    [{ origin: '' }],
    [{ origin: 'nonsense' }],
    [{ origin: 'http://admin.example', host: 'admin.example:81' }],
    [{ origin: 'http://admin.example.evil.example', host: 'admin.example' }],
    [{ origin: 'app://admin.example', host: 'admin.example' }],
    [{ origin: 'https://app:3000', host: 'app:3000', 'x-forwarded-host': 'admin.example' }],
  ])('is refused to pages of other sites: %j', async (headers) => {
    const { statuses, texts } = await all(headers);
    expect(statuses).toEqual([403]);
    for (const text of texts)
      expect(JSON.parse(text)).toMatchObject({ status: 403, detail: expect.stringContaining('another site') });
  });

  it.each<[Headers]>([
    [{}],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://admin.example', host: 'app:3000' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ origin: 'http://admin.example', host: 'admin.example' }],
    [{ origin: 'https://Admin.example', host: 'admin.example:443' }],
    [{ origin: 'https://[::1]:3000', host: '[::1]:3000' }],
    [{ origin: 'https://admin.example', host: 'app:3000', 'x-forwarded-host': 'admin.example' }],
  ])('is done for its own page, and for what is no browser: %j', async (headers) => {
    expect((await all(headers)).statuses).toEqual([200]);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain;application/json',
    '',
  ])('takes no body of type %j for JSON', async (type) => {
    const headers: Headers = type === '' ? {} : { 'content-type': type };
    for (const [method, path] of writing) {
      const body = type.endsWith('urlencoded') ? 'daysOld=1&dryRun=false' : '{"daysOld":1,"dryRun":false}';
      const { status } = await send(`${url}/${path}`, method, headers, body);
      expect([method, path, status]).toEqual([method, path, 415]);
    }
  });
});

describe.each(PLATFORMS)('a proxy that nobody trusts, on %s', (platform) => {
  it('does not say which host was asked', async () => {
    const database = await createTestDatabase();
    const module = moduleOf({ imports: [logging(database, { admin: { public: true } })] });
    const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    const app = await NestFactory.create(module, adapter as never, { logger: false, abortOnError: false });
    await app.listen(0, '127.0.0.1');
    try {
      const user = `${await app.getUrl()}/admin/llm/users/nobody`;
      const forwarded = { 'x-forwarded-host': 'evil.example', origin: EVIL };
      expect((await send(user, 'DELETE', forwarded)).status).toBe(403);
      expect((await send(user, 'DELETE', { ...forwarded, origin: new URL(user).origin })).status).toBe(200);
    } finally {
      await app.close();
      await database.drop();
    }
  });
});

function bodyOf(method: string, path: string): string | undefined {
  if (path === 'cleanup') return JSON.stringify({ daysOld: 1, dryRun: true });
  return method === 'PUT' ? JSON.stringify({ limitUsd: 1, window: 'day' }) : undefined;
}
