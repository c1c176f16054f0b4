import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, onCitus, onPglite, type TestDatabase } from '../support/database.js';
import { createRole } from '../support/roles.js';

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly rawSql: string }[];
}

const DASHBOARD = JSON.parse(readFileSync(new URL('../../grafana/llm-calls.json', import.meta.url), 'utf8')) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
};
const PAGE = readFileSync(new URL('../../docs/grafana.md', import.meta.url), 'utf8');
const HOUR_MS = 3_600_000;
const NOW = Date.now();

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const budgets = [
    { name: 'all', limitUsd: 1, window: 'month' },
    { name: 'each', limitUsd: 5, window: 'day', per: 'company', limits: { acme: 0.001 } },
  ] as const;
  const app = await startContext({ imports: [logging(database, { environment: 'test', budgets: [...budgets] })] });
  const logger = app.get(LlmLoggerService);
  const call = { callType: 'chat', name: 'Chat.reply', provider: 'openai', model: 'gpt-4o', companyId: 'acme' };
  const used = { promptTokens: 1_000, completionTokens: 100, latencyMs: 100 };
  await logger.record({ ...call, ...used, startedAt: new Date(NOW - 60_000) });
  await logger.record({ ...call, ...used, startedAt: new Date(NOW - 50_000), companyId: 'other' });
  await logger.record({ ...call, startedAt: new Date(NOW - 40_000), error: new Error('out of luck') });
  await logger.flush();
  await app.close();
  // An event is made by whichever process looks first; here only its row matters.
  await database.query(
    `INSERT INTO llm_events (key, kind, name, value, threshold) VALUES ('k', 'budget', 'all', 0.5, 0.5) ON CONFLICT DO NOTHING`,
  );
});

afterAll(() => database.drop());

/** A query as Grafana sends it. */
function filled(sql: string, company = "'__all'"): string {
  return sql
    .replaceAll('$__timeFrom()', `'${new Date(NOW - HOUR_MS).toISOString()}'`)
    .replaceAll('$__timeTo()', `'${new Date(NOW + HOUR_MS).toISOString()}'`)
    .replaceAll('$__interval_ms', '60000')
    .replaceAll('$company', company)
    .replaceAll('$environment', "'__all'");
}

async function answerOf(title: string, company?: string): Promise<Record<string, any>[]> {
  const panel = DASHBOARD.panels.find((each) => each.title === title)!;
  return database.query(filled(panel.targets[0]!.rawSql, company));
}

describe('the dashboard for Grafana', () => {
  it.each(DASHBOARD.panels.map(({ title }) => title))('asks what the database answers: %s', async (title) => {
    const rows = await answerOf(title);
    expect(rows.length).toBeGreaterThan(0);
    expect(Object.values(rows[0]!).some((value) => value !== null)).toBe(true);
  });

  it('shows cost, calls and failures, also of one company', async () => {
    expect(await answerOf('Cost')).toEqual([{ cost_usd: '0.007000000000' }]);
    expect(await answerOf('Cost', "'acme'")).toEqual([{ cost_usd: '0.003500000000' }]);
    expect(await answerOf('Calls')).toEqual([{ calls: '3' }]);
    expect(Number((await answerOf('Failed'))[0]!['failed'])).toBeCloseTo(1 / 3, 5);
  });

  it('shows how budgets stand', async () => {
    const rows = await answerOf('Budgets');
    expect(rows.find(({ budget, subject }) => budget === 'each' && subject === 'acme')).toMatchObject({
      limit_usd: '0.001',
      share: expect.stringMatching(/^3\.5/),
    });
    expect(rows.find(({ budget }) => budget === 'all')).toMatchObject({ limit_usd: '1' });
  });

  it('offers companies and environments to choose from', async () => {
    const [, company, environment] = DASHBOARD.templating.list;
    expect(await database.query(company!.query)).toEqual([{ company_id: 'acme' }, { company_id: 'other' }]);
    expect(await database.query(environment!.query)).toEqual([{ environment: 'test' }]);
  });

  // PGlite is one session for all. Citus knows no rights on columns at the shards.
  (onPglite || onCitus ? it.skip : it)('needs no more than the page grants', async () => {
    const role = await createRole(database);
    const [, grants] = /```sql\n([^]*?)```/.exec(PAGE)!;
    await database.query(grants!.replace(/CREATE ROLE[^;]*;/, '').replaceAll('grafana', role.name));
    for (const { targets } of DASHBOARD.panels) await role.query(filled(targets[0]!.rawSql));
    await expect(role.query('SELECT prompt FROM llm_calls')).rejects.toThrow('permission denied');
    await role.drop();
  });
});
