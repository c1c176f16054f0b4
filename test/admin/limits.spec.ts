import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { AdminOptions, LlmTraceNode } from 'nestjs-llm-logging';
import { type AdminApplication, PLATFORMS, startAdmin } from '../support/admin.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** Knows users by a header, as Passport would leave them. */
@Injectable()
class UserGuard implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    const request = host.switchToHttp().getRequest<{ headers: Record<string, string>; user?: object }>();
    const name = request.headers['x-user'];
    if (name !== undefined) request.user = { sub: name };
    return name !== 'nobody';
  }
}

interface Page {
  items: { id: string }[];
  nextCursor: string | null;
}

describe.each(PLATFORMS)('limits of the admin API on %s', (platform) => {
  let database: TestDatabase;
  let admin: AdminApplication | undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await admin?.app.close();
    admin = undefined;
  });
  afterAll(() => database?.drop());

  const start = async (options: AdminOptions) => {
    admin = await startAdmin(platform, database, { admin: options });
    return (path = 'stats/cost', user?: string) =>
      admin!.http.get(`/admin/llm/${path}`).set(user === undefined ? {} : { 'x-user': user });
  };

  it('answers 429 beyond the limit, over all routes, and says when to ask again', async () => {
    const get = await start({ public: true, rateLimit: { requests: 3, perSeconds: 3_600 } });
    const first = await get().expect(200);
    expect(first.headers['ratelimit-policy']).toBe('"llm-admin";q=3;w=3600');
    expect(first.headers['ratelimit']).toBe('"llm-admin";r=2;t=3600');
    await get('calls').expect(200);
    const third = await get('facets').expect(200);
    expect(third.headers['ratelimit']).toMatch(/^"llm-admin";r=0;t=\d+$/);
    for (const path of ['stats/cost', 'calls', 'calls/nonsense']) {
      const { body, headers } = await get(path).expect(429);
      expect(headers['content-type']).toContain('application/problem+json');
      expect(Number(headers['retry-after'])).toBeGreaterThan(3_500);
      expect(body).toMatchObject({
        status: 429,
        title: 'Too Many Requests',
        detail: expect.stringContaining('3 requests'),
      });
    }
    await admin!.http.delete('/admin/llm/users/jane').expect(429);
  });

  it('counts each user of the guards, and leaves out whom they refuse', async () => {
    const get = await start({ guards: [UserGuard], rateLimit: { requests: 1, perSeconds: 3_600 } });
    await get('calls', 'a').expect(200);
    await get('calls', 'a').expect(429);
    await get('calls', 'b').expect(200);
    for (let i = 0; i < 3; i++) await get('calls', 'nobody').expect(403);
    await get('calls').expect(200);
    await get('calls').expect(429);
  });

  it('does not count files of the dashboard, which are guarded all the same', async () => {
    const get = await start({ guards: [UserGuard], rateLimit: { requests: 1, perSeconds: 3_600 } });
    for (let i = 0; i < 3; i++)
      for (const file of ['', 'icon.svg', 'assets/none.js']) {
        const { status, headers } = await get(file, 'a');
        expect([file, status]).toEqual([file, file === 'assets/none.js' ? 404 : 200]);
        expect(headers).not.toHaveProperty('ratelimit');
        await get(file, 'nobody').expect(403);
      }
    await get('calls', 'a').expect(200);
    await get('calls', 'a').expect(429);
    await get('icon.svg', 'a').expect(200);
  });

  it('is generous by default, and can be switched off', async () => {
    const get = await start({ public: true });
    expect((await get()).headers['ratelimit-policy']).toBe('"llm-admin";q=600;w=60');
    await admin!.app.close();
    const unlimited = await start({ public: true, rateLimit: false });
    expect((await unlimited()).headers).not.toHaveProperty('ratelimit-policy');
  });

  it.each([
    [{ requests: 0 }, /admin\.rateLimit\.requests: must be a whole number from 1/],
    [{ perSeconds: 1e9 }, /admin\.rateLimit\.perSeconds: must be a whole number from 1 to 86400/],
    [true as never, /admin\.rateLimit: must be an object/],
  ])('does not start with the rate limit %j', async (rateLimit, message) => {
    await expect(start({ public: true, rateLimit })).rejects.toThrow(message);
  });

  it.each([
    ['calls?limit=501', 'limit'],
    ['sessions/s?limit=501', 'limit'],
    ['stats/users?limit=1001', 'limit'],
    ['stats/companies?limit=1001', 'limit'],
    ['stats/errors?messages=101', 'messages'],
    ['stats/rag?limit=101', 'limit'],
    ['stats/cost?days=3661', 'days'],
    ['stats/timeseries?interval=hour&days=300', 'interval'],
    ['stats/timeseries?percentiles=first', 'percentiles'],
  ])('refuses %s', async (path, field) => {
    const get = await start({ public: true });
    const { body } = await get(path).expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ field })]);
  });

  // What is read of the database is the same on every platform.
  if (platform !== 'express') return;

  it('ends a page of calls once its texts pass 8 MiB, and goes on by its cursor', async () => {
    const get = await start({ public: true });
    const ids = await admin!.record(...Array.from({ length: 21 }, () => ({ sessionId: 'long' })));
    const pages = async (path: string) => {
      const found: string[][] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const { body }: { body: Page } = await get(`${path}${cursor && `&cursor=${cursor}`}`).expect(200);
        found.push(body.items.map(({ id }) => id));
        cursor = body.nextCursor;
      }
      return found;
    };
    const sizes = (found: string[][]) => found.map(({ length }) => length);
    await database.query(`UPDATE llm_calls SET response = repeat('x', 1000000) WHERE session_id = 'long'`);
    // What lies compressed counts as long as it is sent.
    await database.query(
      `UPDATE llm_calls SET metadata = jsonb_build_object('k', repeat('x', 9000000)) WHERE id = $1`,
      [ids[20]],
    );
    const newestFirst = await pages('calls?sessionId=long&limit=500');
    expect(sizes(newestFirst)).toEqual([1, 9, 9, 2]);
    expect(newestFirst.flat()).toEqual([...ids].reverse());
    const oldestFirst = await pages('sessions/long?limit=500');
    expect(sizes(oldestFirst)).toEqual([9, 9, 3]);
    expect(oldestFirst.flat()).toEqual(ids);
    expect(sizes(await pages('calls?sessionId=long&limit=7'))).toEqual([1, 7, 7, 6]);
  });

  it('shows a trace whose texts pass 8 MiB, the later calls without them', async () => {
    const get = await start({ public: true });
    const ids = await admin!.record(...Array.from({ length: 12 }, () => ({ traceId: 'wordy', prompt: 'why' })));
    await database.query(`UPDATE llm_calls SET response = repeat('x', 1000000) WHERE trace_id = 'wordy'`);
    const { body }: { body: LlmTraceNode } = await get('traces/wordy').expect(200);
    expect(body.totals.calls).toBe(12);
    expect(body.children.map(({ call }) => call!.id)).toEqual(ids);
    const [whole, numbers] = [body.children.slice(0, 9), body.children.slice(9)];
    for (const { call, textsLeftOut } of whole) expect([call!.response?.length, textsLeftOut]).toEqual([1e6, false]);
    for (const { call, textsLeftOut } of numbers) {
      expect(textsLeftOut).toBe(true);
      expect(call).toMatchObject({ prompt: null, response: null, status: 'success', traceId: 'wordy' });
    }
  });

  it('ends a page of a search once its texts pass 8 MiB, wherever they were found', async () => {
    const get = await start({ public: true });
    const needle = { prompt: 'needle' };
    // So many others that the older two are beyond those calls that a search looks through first.
    const others = Array.from({ length: 200 }, () => ({ prompt: 'hay' }));
    const [oldest, older] = await admin!.record(needle, needle, ...others);
    const [newest] = await admin!.record(needle);
    await database.query(`UPDATE llm_calls SET response = repeat('x', 5000000) WHERE prompt = 'needle'`);
    const { body }: { body: Page } = await get('calls?search=needle&limit=3').expect(200);
    expect(body.items.map(({ id }) => id)).toEqual([newest, older]);
    const next = await get(`calls?search=needle&limit=3&cursor=${body.nextCursor}`).expect(200);
    expect((next.body as Page).items.map(({ id }) => id)).toEqual([oldest]);
  });

  it('shows no trace that is too large for a tree, and says what to do', async () => {
    const get = await start({ public: true });
    const many = Array.from({ length: 2_001 }, () => ({ traceId: 'large' }));
    await admin!.record(...many.slice(1));
    expect((await get('traces/large').expect(200)).body.totals.calls).toBe(2_000);
    await admin!.record(many[0]!);
    const { body } = await get('traces/large').expect(400);
    expect(body.errors).toEqual([
      { field: 'traceId', message: expect.stringMatching(/more than 2000 calls.*by pages/) },
    ]);
  });
});
