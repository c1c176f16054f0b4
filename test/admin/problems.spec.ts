import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type CanActivate,
  ConflictException,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Logger,
  NotFoundException,
  UnauthorizedException,
} from '@nestjs/common';
import { type AdminApplication, PLATFORMS, startAdmin } from '../support/admin.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** Throws what a test wants thrown. */
@Injectable()
class FailingGuard implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    const { headers } = host.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (headers['x-fail'] === 'secret') throw new Error('password=hunter2 at 10.0.0.7');
    if (headers['x-fail'] === 'forge') throw new Error('no\n[Nest] 1 - LOG all is well\r\n\u2028forged');
    if (headers['x-fail'] === 'login') throw new UnauthorizedException();
    if (headers['x-fail'] === 'teapot') throw new ConflictException({ message: ['one', 'two'], inner: 'kept back' });
    return headers['x-fail'] !== 'refuse';
  }
}

@Controller('own')
class OwnController {
  @Get()
  fail(): never {
    throw new NotFoundException('Mine.');
  }
}

describe.each(PLATFORMS)('errors of the admin API on %s', (platform) => {
  let database: TestDatabase;
  let admin: AdminApplication;

  beforeAll(async () => {
    database = await createTestDatabase();
    const controllers = [OwnController];
    admin = await startAdmin(platform, database, { admin: { guards: [FailingGuard] } }, undefined, { controllers });
  });
  afterAll(async () => {
    await admin?.app.close();
    await database?.drop();
  });

  const problem = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await admin.http.get(`/admin/llm/${path}`).set(headers);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body.status).toBe(answer.status);
    expect(answer.body.instance).toBe(`/admin/llm/${path.split('?')[0]}`);
    return answer.body;
  };

  it('names each wrong field with what is wrong', async () => {
    expect(await problem('calls?limit=0&status=done&modell=a')).toEqual({
      type: 'urn:nestjs-llm-logging:problem:invalid-request',
      title: 'Invalid request',
      status: 400,
      detail: expect.stringContaining('limit must not be less than 1'),
      instance: '/admin/llm/calls',
      errors: expect.arrayContaining([
        { field: 'limit', message: 'limit must not be less than 1' },
        { field: 'status', message: 'status must be one of pending, success, error, timeout, cancelled' },
        { field: 'modell', message: 'property modell should not exist' },
      ]),
    });
  });

  it('names the field that only the question itself shows to be wrong', async () => {
    expect(await problem('stats/cost?startDate=2026-02-01&endDate=2026-01-01')).toMatchObject({
      status: 400,
      detail: 'endDate: must be later than startDate',
      errors: [{ field: 'endDate', message: 'must be later than startDate' }],
    });
    expect(await problem('calls?userId=%00')).toMatchObject({ status: 400, errors: [{ field: 'userId' }] });
    expect(await problem('sessions/s1?cursor=x')).toMatchObject({ status: 400, errors: [{ field: 'cursor' }] });
  });

  it.each([
    ['refuse', 403, 'Forbidden', 'Forbidden resource'],
    ['login', 401, 'Unauthorized', 'Unauthorized'],
    ['teapot', 409, 'Conflict', 'one; two'],
  ])('answers what a guard says: %s', async (fail, status, title, detail) => {
    const body = await problem('calls', { 'x-fail': fail });
    expect(body).toEqual({ type: 'about:blank', title, status, detail, instance: '/admin/llm/calls' });
  });

  it('answers 404 for what is not there', async () => {
    for (const path of ['calls/nonsense', 'calls/nonsense/cost', 'traces/none', 'sessions/none'])
      expect(await problem(path)).toMatchObject({ status: 404, title: 'Not Found', type: 'about:blank' });
  });

  it('shows nothing of an error that nobody meant to be seen', async () => {
    const body = await problem('calls', { 'x-fail': 'secret' });
    expect(body).toMatchObject({ status: 500, title: 'Internal Server Error' });
    expect(JSON.stringify(body)).not.toMatch(/hunter2|10\.0\.0\.7/);
  });

  it('writes what an error says into one line of the log', async () => {
    const error = jest.spyOn(Logger.prototype, 'error');
    await problem('calls', { 'x-fail': 'forge' });
    const lines = error.mock.calls.map(([text]) => String(text)).flatMap((text) => text.split(/[\r\n\u2028]/));
    error.mockRestore();
    expect(lines[0]).toBe('Error: no [Nest] 1 - LOG all is well   forged');
    expect(lines.slice(1).filter((line) => !line.startsWith('    at '))).toEqual([]);
    expect(lines.length).toBeGreaterThan(1);
  });

  it('leaves the errors of other routes alone', async () => {
    const { body, headers } = await admin.http.get('/own').expect(404);
    expect(body).toEqual({ statusCode: 404, error: 'Not Found', message: 'Mine.' });
    expect(headers['content-type']).toMatch(/^application\/json/);
  });
});

describe.each(PLATFORMS)('while the database is away, on %s', (platform) => {
  let admin: AdminApplication;

  beforeAll(async () => {
    const nowhere = { url: 'postgres://nobody:hunter2@127.0.0.1:1/none' } as TestDatabase;
    admin = await startAdmin(platform, nowhere, { admin: { public: true }, delivery: { shutdownTimeoutMs: 100 } });
  });
  afterAll(() => admin?.app.close());

  it.each(['calls', 'stats/cost', 'facets', 'export'])('answers %s with 503 and names no host', async (path) => {
    const { body } = await admin.http.get(`/admin/llm/${path}`).expect(503);
    expect(body).toMatchObject({ type: 'urn:nestjs-llm-logging:problem:database-unavailable', status: 503 });
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|nobody|hunter2/);
  });
});
