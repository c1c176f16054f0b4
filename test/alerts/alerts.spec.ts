import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, type INestApplicationContext } from '@nestjs/common';
import { LlmAlertService, LlmLoggerService, OnLlmAlert, type LlmAlertEvent } from 'nestjs-llm-logging';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { logging, startContext } from '../support/application.js';
import { runCli } from '../support/cli.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { PATIENCE_MS } from '../support/scale.js';

const SECRET = 'a secret of sixteen or more';

@Injectable()
class Pager {
  readonly events: LlmAlertEvent[] = [];

  @OnLlmAlert()
  async page(event: LlmAlertEvent): Promise<void> {
    await Promise.resolve();
    this.events.push(event);
  }
}

interface Message {
  readonly path: string;
  readonly body: string;
  readonly headers: Record<string, unknown>;
}

describe('alerts and their delivery', () => {
  let database: TestDatabase;
  let receiver: Server;
  let app: INestApplicationContext;
  let alerts: LlmAlertService;
  const messages: Message[] = [];
  let failures = 0;
  let fails = true;

  beforeAll(async () => {
    database = await createTestDatabase();
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        messages.push({ path: request.url!, body, headers: request.headers });
        const isFailure = fails && request.url === '/fails';
        response.statusCode = isFailure ? 500 : 200;
        if (isFailure) failures += 1;
        response.end();
      });
    });
    await once(receiver.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    app = await startContext({
      imports: [
        logging(database, {
          budgets: [{ name: 'spending', limitUsd: 1, window: 'total', match: { callType: 'spent' }, alerts: [0.5] }],
          alerts: [
            {
              name: 'failing',
              metric: 'errorRate',
              over: '1h',
              match: { callType: 'failing' },
              above: 0.5,
              minCalls: 4,
            },
            {
              name: 'slow',
              metric: 'p95LatencyMs',
              over: '1h',
              per: 'model',
              match: { callType: 'slow' },
              above: 1_000,
            },
            { name: 'odd', metric: 'calls', over: '1h', match: { callType: 'odd' }, above: { timesUsual: 3 } },
            { name: 'heavy users', metric: 'cost', over: '31d', per: 'user', match: { callType: 'heavy' }, above: 5 },
            { name: 'sessions', metric: 'cost', over: '1h', per: 'session', match: { callType: 'session' }, above: 1 },
            { name: 'tokens', metric: 'tokens', over: '1h', match: { callType: 'wordy' }, above: 130 },
            {
              name: 'companies',
              metric: 'tokens',
              over: '1h',
              per: 'company',
              match: { callType: 'wordy' },
              above: 50,
            },
            {
              ...{ name: 'unpriced', metric: 'unpricedCalls', over: '1h', per: 'callType' },
              ...{ match: { provider: 'nobody' }, above: 1 },
            },
            { name: 'staging', metric: 'calls', over: '1h', match: { environment: 'staging' }, above: 1 },
            {
              ...{ name: 'slow staging', metric: 'p95LatencyMs', over: '1h', per: 'company' },
              ...{ match: { environment: 'staging' }, above: 1_000 },
            },
            { name: 'both tags', metric: 'cost', over: '1h', match: { tags: ['batch', 'nightly'] }, above: 1 },
            { name: 'one tag', metric: 'cost', over: '1h', match: { tags: ['nightly'] }, above: 4 },
            { name: 'asked model', metric: 'cost', over: '1h', match: { model: 'alias' }, above: 1 },
            {
              ...{ name: 'odd companies', metric: 'calls', over: '1h', per: 'company' },
              ...{ match: { callType: 'weekly' }, above: { timesUsual: 2 } },
            },
          ],
          notify: {
            webhooks: [
              { url: `${url}/hook`, secret: SECRET },
              { url: `${url}/fails`, secret: SECRET },
            ],
            slack: [{ url: `${url}/slack` }],
            dashboardUrl: 'https://app.example/admin/llm/',
          },
        }),
      ],
      providers: [Pager],
    });
    alerts = app.get(LlmAlertService);
  });
  afterAll(async () => {
    await app?.close();
    receiver?.close();
    await database?.drop();
  });

  const record = async (count: number, call: Record<string, unknown>): Promise<void> => {
    for (let n = 0; n < count; n += 1) await app.get(LlmLoggerService).record(call as never);
    await app.get(LlmLoggerService).flush();
  };
  const eventsOf = (name: string): Promise<Record<string, any>[]> =>
    database.query('SELECT kind, subject, value, threshold FROM llm_events WHERE name = $1 ORDER BY at, kind', [name]);
  const until = async (isTrue: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await isTrue())) await sleep(100);
  };

  it('reports once when a metric goes above its figure, and once when it is over', async () => {
    await record(3, { callType: 'failing', error: new Error('no') });
    await alerts.evaluate();
    expect(await eventsOf('failing')).toEqual([]);
    await record(1, { callType: 'failing', error: new Error('no') });
    await alerts.evaluate();
    await alerts.evaluate();
    expect(await eventsOf('failing')).toEqual([{ kind: 'alert', subject: null, value: 1, threshold: 0.5 }]);
    await record(6, { callType: 'failing' });
    await alerts.evaluate();
    await alerts.evaluate();
    expect((await eventsOf('failing')).map(({ kind }) => kind)).toEqual(['alert', 'resolved']);
    // Within the pause nothing is reported that goes up and down.
    await record(20, { callType: 'failing', error: new Error('no') });
    await alerts.evaluate();
    expect(await eventsOf('failing')).toHaveLength(2);
  });

  it('looks at each value of `per`', async () => {
    await record(3, { callType: 'slow', model: 'quick', latencyMs: 100 });
    await record(3, { callType: 'slow', model: 'sluggish', latencyMs: 2_000 });
    await record(1, { callType: 'session', sessionId: 's1', estimatedCost: 2 });
    await alerts.evaluate();
    expect(await eventsOf('slow')).toMatchObject([{ kind: 'alert', subject: 'sluggish', threshold: 1_000 }]);
    expect(await eventsOf('sessions')).toMatchObject([{ kind: 'alert', subject: 's1', value: 2 }]);
  });

  it('finds users who spent much over a rolling month, whatever the calendar says', async () => {
    const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);
    await record(1, { callType: 'heavy', userId: 'u1', estimatedCost: 3, startedAt: daysAgo(30) });
    await record(1, { callType: 'heavy', userId: 'u1', estimatedCost: 3 });
    await record(1, { callType: 'heavy', userId: 'u2', estimatedCost: 9, startedAt: daysAgo(32) });
    await record(1, { callType: 'heavy', userId: 'u2', estimatedCost: 3 });
    await alerts.evaluate();
    expect(await eventsOf('heavy users')).toEqual([{ kind: 'alert', subject: 'u1', value: 6, threshold: 5 }]);
  });

  it('knows what is usual at the same hour of earlier weeks', async () => {
    await record(3, { callType: 'odd' });
    await alerts.evaluate();
    expect(await eventsOf('odd')).toEqual([]);
    const weekAgo = new Date(Date.now() - 7 * 86_400_000 - 60_000);
    await record(1, { callType: 'odd', startedAt: weekAgo });
    await alerts.evaluate();
    expect(await eventsOf('odd')).toEqual([]);
    await record(1, { callType: 'odd' });
    await alerts.evaluate();
    expect(await eventsOf('odd')).toEqual([{ kind: 'alert', subject: null, value: 4, threshold: 3 }]);
  });

  it('adds up tokens, of all calls and of each company', async () => {
    const wordy = { callType: 'wordy', promptTokens: 40, completionTokens: 2 };
    await record(2, { ...wordy, companyId: 'acme' });
    await record(1, { ...wordy, companyId: 'globex' });
    await record(1, { callType: 'wordy', promptTokens: 10 });
    await alerts.evaluate();
    expect(await eventsOf('tokens')).toEqual([{ kind: 'alert', subject: null, value: 136, threshold: 130 }]);
    expect(await eventsOf('companies')).toEqual([{ kind: 'alert', subject: 'acme', value: 84, threshold: 50 }]);
    expect((await alerts.events({ companyId: 'acme' })).items).toMatchObject([{ name: 'companies', subject: 'acme' }]);
  });

  it('counts calls without a price, of each call type', async () => {
    const unpriced = { provider: 'nobody', model: 'unheard-of', promptTokens: 5, completionTokens: 5 };
    await record(2, { ...unpriced, callType: 'drafts' });
    await record(1, { ...unpriced, callType: 'final' });
    await record(1, { ...unpriced, callType: 'final', estimatedCost: 1 });
    await alerts.evaluate();
    expect(await eventsOf('unpriced')).toEqual([{ kind: 'alert', subject: 'drafts', value: 2, threshold: 1 }]);
  });

  it('matches environment, several tags and the model that was asked for, which rollups do not know', async () => {
    await record(1, { callType: 'placed', environment: 'production', companyId: 'acme', latencyMs: 9_000 });
    await record(1, { callType: 'placed', environment: 'staging', companyId: 'acme', latencyMs: 2_000 });
    await record(1, { callType: 'placed', environment: 'staging', companyId: 'globex', latencyMs: 10 });
    await record(1, { callType: 'tagged', estimatedCost: 3, tags: ['batch'] });
    await record(1, { callType: 'tagged', estimatedCost: 3, tags: ['nightly'] });
    await record(1, { callType: 'tagged', estimatedCost: 2, tags: ['nightly', 'eu', 'batch'] });
    await record(1, { callType: 'named', estimatedCost: 1, requestModel: 'alias', model: 'alias-2026' });
    await record(1, { callType: 'named', estimatedCost: 1, model: 'alias' });
    await record(1, { callType: 'named', estimatedCost: 1, model: 'alias-2026' });
    await alerts.evaluate();
    expect(await eventsOf('staging')).toEqual([{ kind: 'alert', subject: null, value: 2, threshold: 1 }]);
    expect(await eventsOf('slow staging')).toEqual([
      { kind: 'alert', subject: 'acme', value: 2_000, threshold: 1_000 },
    ]);
    expect(await eventsOf('both tags')).toEqual([{ kind: 'alert', subject: null, value: 2, threshold: 1 }]);
    expect(await eventsOf('one tag')).toEqual([{ kind: 'alert', subject: null, value: 5, threshold: 4 }]);
    expect(await eventsOf('asked model')).toEqual([{ kind: 'alert', subject: null, value: 2, threshold: 1 }]);
  });

  it('knows what is usual for each value of `per`', async () => {
    const weekly = async (companyId: string, now: number, ...weeksAgo: number[]): Promise<void> => {
      for (const [week, count] of weeksAgo.entries()) {
        const startedAt = new Date(Date.now() - (week + 1) * 7 * 86_400_000 - 60_000);
        await record(count, { callType: 'weekly', companyId, startedAt });
      }
      await record(now, { callType: 'weekly', companyId });
    };
    await weekly('surging', 3, 1);
    // Twice the average of 2 and 1 is 3, which 3 is not above.
    await weekly('steady', 3, 2, 1);
    await weekly('new', 5);
    await alerts.evaluate();
    expect(await eventsOf('odd companies')).toEqual([{ kind: 'alert', subject: 'surging', value: 3, threshold: 2 }]);
    await record(1, { callType: 'weekly', companyId: 'steady' });
    await alerts.evaluate();
    expect((await eventsOf('odd companies')).slice(1)).toEqual([
      { kind: 'alert', subject: 'steady', value: 4, threshold: 3 },
    ]);
  });

  it(
    'delivers to methods, signed webhooks and Slack, and tries again what has not arrived',
    async () => {
      const pager = app.get(Pager);
      await record(1, { callType: 'spent', estimatedCost: 0.75 });
      await until(() => pager.events.some(({ name }) => name === 'spending'));
      const event = pager.events.find(({ name }) => name === 'spending')!;
      expect(event).toMatchObject({ kind: 'budget', subject: null, value: 0.75, threshold: 0.5 });
      expect(event.link).toBe(`https://app.example/admin/llm/#/events/${event.id}`);
      const of = (path: string): Message | undefined =>
        messages.find((message) => message.path === path && message.body.includes('spending'));
      await until(() => of('/hook') !== undefined && of('/slack') !== undefined && failures > 0);
      const { headers, body } = of('/hook')!;
      expect(headers['idempotency-key']).toBe(event.id);
      const [, seconds, signature] = /^t=(\d+),v1=([\da-f]{64})$/.exec(String(headers['x-llm-signature']))!;
      expect(createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex')).toBe(signature);
      expect(JSON.parse(body)).toMatchObject({ id: event.id, kind: 'budget', name: 'spending' });
      expect(JSON.parse(of('/slack')!.body)).toEqual({ text: expect.stringContaining('0.75 USD') });
      const deliveries = async (): Promise<{ target: string; state: string; lastError: string | null }[]> =>
        (await alerts.events({ name: 'spending' })).items[0]!.deliveries;
      await until(async () => (await deliveries()).filter(({ state }) => state === 'delivered').length === 3);
      const failed = (await deliveries()).find(({ state }) => state === 'pending')!;
      expect(failed).toMatchObject({ target: expect.stringMatching(/^webhook 127\.0\.0\.1:\d+ /) });
      await until(async () =>
        (await deliveries()).some(({ lastError }) => lastError?.includes('answered with 500') === true),
      );
      // After a day it is given up, for people to see.
      await database.query(`UPDATE llm_events SET at = now() - interval '25 hours' WHERE name = 'spending'`);
      await database.query(`UPDATE llm_event_deliveries SET next_at = now() WHERE state = 'pending'`);
      await until(async () => (await deliveries()).some(({ state }) => state === 'dead'));
      expect(pager.events.filter(({ id }) => id === event.id)).toHaveLength(1);
    },
    PATIENCE_MS,
  );

  it(
    'sends an event for a test, from the command line too',
    async () => {
      // The command waits for all targets.
      fails = false;
      const { id } = await alerts.test();
      await until(() => app.get(Pager).events.some((event) => event.id === id));
      const { code, stdout } = await runCli(['alerts', 'test', '--wait', '30', '--url', database.url]);
      expect(stdout).toContain('Delivered to method Pager.page.');
      expect(code).toBe(0);
    },
    PATIENCE_MS,
  );

  it('pages through events, newest first', async () => {
    const first = await alerts.events({ limit: 1 });
    const second = await alerts.events({ limit: 1, cursor: first.nextCursor! });
    expect(first.items[0]!.at.getTime()).toBeGreaterThanOrEqual(second.items[0]!.at.getTime());
    expect(second.items[0]!.id).not.toBe(first.items[0]!.id);
    await expect(alerts.events({ cursor: 'x' })).rejects.toThrow(/cursor/);
  });
});
