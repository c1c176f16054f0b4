import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmBudgetAccessError, LlmBudgetService, LlmLoggerService, type AdminOptions } from 'nestjs-llm-logging';
import type { AddressInfo } from 'node:net';
import { logging, moduleOf } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('budgets of companies that see only their own', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let budgets: LlmBudgetService;

  beforeAll(async () => {
    database = await createTestDatabase();
    const admin: AdminOptions = {
      public: true,
      scope: (request) => {
        const company = (request as { headers?: Record<string, string | undefined> }).headers?.['x-company'];
        return company === undefined ? {} : { companyId: company };
      },
    };
    app = await NestFactory.create(moduleOf({ imports: [logging(database, { admin })] }), { logger: false });
    await app.listen(0, '127.0.0.1');
    budgets = app.get(LlmBudgetService);
    const month = { window: 'month', limitUsd: 10 } as const;
    await budgets.define({ ...month, name: 'everything' });
    await budgets.define({ ...month, name: 'customers', per: 'company', limits: { globex: 5 } });
    await budgets.define({ ...month, name: 'cap of acme', match: { companyId: 'acme' }, onLimit: 'block' });
    for (const companyId of ['acme', 'globex'])
      await app.get(LlmLoggerService).record({ callType: 'chat', companyId, estimatedCost: 1 });
    await app.get(LlmLoggerService).flush();
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  const ask = async (
    method: string,
    path: string,
    company?: string,
    body?: object,
  ): Promise<{ status: number; answer: any }> => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/admin/llm/budgets${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(company !== undefined && { 'x-company': company }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, answer: await response.json() };
  };
  const seen = async (company: string): Promise<unknown> =>
    ((await ask('GET', '', company)).answer as { name: string; subject: string | null }[])
      .map(({ name, subject }) => [name, subject])
      .sort();
  const limit = { limitUsd: 3, window: 'day' };

  it('show each company its own counters alone, also one that has spent nothing', async () => {
    expect(await seen('acme')).toEqual([
      ['cap of acme', null],
      ['customers', 'acme'],
    ]);
    expect(await seen('initech')).toEqual([['customers', 'initech']]);
    expect((await ask('GET', '?companyId=globex', 'acme')).status).toBe(403);
    expect((await ask('GET', '?subject=globex', 'acme')).answer).toEqual([]);
  });

  it('are set by a company for its own calls alone', async () => {
    const { status, answer } = await ask('PUT', '/own', 'acme', limit);
    expect({ status, answer }).toMatchObject({ status: 200, answer: [{ name: 'own', limitUsd: 3, spentUsd: 1 }] });
    expect((await budgets.list()).find(({ name }) => name === 'own')!.match).toEqual({ companyId: 'acme' });
    expect((await ask('PUT', '/own', 'acme', { ...limit, limitUsd: 4 })).answer).toMatchObject([{ limitUsd: 4 }]);
    expect((await ask('PUT', '/own', 'acme', { ...limit, match: { companyId: 'globex' } })).status).toBe(403);
    expect((await ask('PUT', '/own', 'globex', limit)).status).toBe(403);
    expect((await ask('DELETE', '/own', 'globex')).status).toBe(403);
    expect((await ask('DELETE', '/own', 'acme')).answer).toEqual({ removed: true });
    expect((await ask('DELETE', '/own', 'acme')).answer).toEqual({ removed: false });
  });

  it('of the application are not changed by a company, not even those of its calls alone', async () => {
    for (const name of ['everything', 'customers', 'cap of acme']) {
      expect((await ask('PUT', `/${encodeURIComponent(name)}`, 'acme', { ...limit, limitUsd: 1e6 })).status).toBe(403);
      expect((await ask('DELETE', `/${encodeURIComponent(name)}`, 'acme')).status).toBe(403);
    }
    expect((await budgets.list()).map(({ limitUsd }) => limitUsd)).toEqual([10, 10, 10]);
    await expect(budgets.defineFor('acme', { ...limit, name: 'everything', window: 'day' })).rejects.toBeInstanceOf(
      LlmBudgetAccessError,
    );
  });

  it('are not without number', async () => {
    await database.query(
      `INSERT INTO llm_budgets (name, rule, source) SELECT 'many ' || n, jsonb_build_object('name', 'many ' || n, 'limitUsd', 1, 'window', 'day',
'timeZone', 'UTC', 'alerts', '[]'::jsonb, 'match', jsonb_build_object('companyId', 'many')), 'company' FROM generate_series(1, 100) AS n`,
    );
    expect((await ask('PUT', '/one-more', 'many', limit)).status).toBe(403);
    expect((await ask('PUT', '/many%201', 'many', limit)).status).toBe(200);
  });
});
