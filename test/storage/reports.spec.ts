import { readFileSync } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, onCitus, onPglite, type TestDatabase } from '../support/database.js';
import { createRole } from '../support/roles.js';

const PAGE = readFileSync(new URL('../../docs/sql.md', import.meta.url), 'utf8');

let database: TestDatabase;
let app: INestApplicationContext;

const HOUR_MS = 3_600_000;
const NOW = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startContext({ imports: [logging(database)] });
  const logger = app.get(LlmLoggerService);
  const call = {
    callType: 'chat',
    provider: 'openai',
    model: 'gpt-4o',
    prompt: 'secret',
    companyId: 'acme',
    latencyMs: 100,
  };
  const used = { promptTokens: 1_000, completionTokens: 100 };
  await logger.record({ ...call, ...used, startedAt: new Date(NOW) });
  await logger.record({ ...call, ...used, startedAt: new Date(NOW + 1), latencyMs: 300 });
  await logger.record({ ...call, startedAt: new Date(NOW + 2), error: new Error('secret') });
  await logger.record({ ...call, ...used, startedAt: new Date(NOW + 3), companyId: 'other' });
  await logger.record({ callType: 'chat', kind: 'step', startedAt: new Date(NOW + 4), companyId: 'acme' });
  await logger.flush();
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

/** Statements of the page that begin with some words. */
function statements(beginning: string): string[] {
  const blocks = [...PAGE.matchAll(/```sql\n([^]*?)```/g)].map(([, sql]) => sql!);
  return blocks.filter((sql) => sql.startsWith(beginning));
}

describe('llm_id_at', () => {
  it('is the bound of a time range, to the millisecond', async () => {
    const from = (ms: number): string => `'${new Date(NOW + ms).toISOString()}'`;
    const [row] = await database.query(
      `SELECT count(*)::integer AS calls FROM llm_calls WHERE id >= llm_id_at(${from(1)}) AND id < llm_id_at(${from(3)})`,
    );
    expect(row).toEqual({ calls: 2 });
    const between = await database.query(
      `SELECT id FROM llm_calls WHERE id < llm_id_at(started_at) OR id >= llm_id_at(started_at + interval '1 ms')
         OR id >= llm_id_at(started_at + interval '1 microsecond')`,
    );
    expect(between).toEqual([]);
    expect(await database.query(`SELECT llm_id_at('-infinity') AS low, llm_id_at('infinity') AS high`)).toEqual([
      { low: '00000000-0000-0000-0000-000000000000', high: 'ffffffff-ffff-0000-0000-000000000000' },
    ]);
  });

  it('lets PostgreSQL read the partitions of that time alone', async () => {
    const day = `llm_id_at('${new Date(NOW).toISOString()}'::timestamptz)`;
    const hour = `llm_id_at('${new Date(NOW + 60_000).toISOString()}'::timestamptz)`;
    const plan = await database.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT cost_usd FROM llm_report_calls WHERE id >= ${day} AND id < ${hour}`,
    );
    const read = plan.flatMap((line) => line['QUERY PLAN'].match(/ on llm_calls_\w+/g) ?? []);
    expect(read).toHaveLength(1);
  });
});

describe('the report views', () => {
  it('have the columns that the page names, and no texts', async () => {
    const columns = await database.query<{ view: string; name: string }>(
      `SELECT table_name AS view, column_name AS name FROM information_schema.columns WHERE table_name LIKE 'llm_report_%'`,
    );
    const documented = (heading: string): string[] => {
      const section = PAGE.split(`\n## ${heading}`)[1]!.split('\n## ')[0]!;
      const rows = section.split('\n').filter((line) => line.startsWith('| `'));
      return rows.flatMap((line) => [...line.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!)).sort();
    };
    const of = (view: string): string[] =>
      columns
        .filter((column) => column.view === view)
        .map(({ name }) => name)
        .sort();
    expect(of('llm_report_calls')).toEqual(documented('llm_report_calls'));
    const periods = documented('llm_report_hours, llm_report_days');
    expect(of('llm_report_hours')).toEqual(periods.filter((name) => name !== 'day'));
    expect(of('llm_report_days')).toEqual(periods.filter((name) => name !== 'hour'));
    const rows = await database.query('SELECT * FROM llm_report_calls');
    expect(rows).toHaveLength(5);
    expect(JSON.stringify(rows)).not.toContain('secret');
  });

  it.each(['hour', 'day'])('sum calls by %s, company and model', async (period) => {
    const rows = await database.query(`SELECT * FROM llm_report_${period}s ORDER BY company_id`);
    expect(rows).toMatchObject([
      {
        company_id: 'acme',
        model: 'gpt-4o',
        calls: '3',
        failed_calls: '1',
        prompt_tokens: '2000',
        completion_tokens: '200',
        cost_usd: '0.007000000000',
        max_latency_ms: 300,
      },
      { company_id: 'other', calls: '1', failed_calls: '0', cost_usd: '0.003500000000' },
    ]);
  });

  it('answer the questions of the page', async () => {
    const asked = [...statements('SELECT'), ...statements('--')];
    expect(asked.length).toBeGreaterThan(3);
    for (const sql of asked) {
      const filled = sql
        .replaceAll('$__timeFrom()', `'${new Date(NOW).toISOString()}'`)
        .replaceAll('$__timeTo()', `'${new Date(NOW + HOUR_MS).toISOString()}'`);
      expect((await database.query(filled)).length).toBeGreaterThan(0);
    }
  });
});

// PGlite is one session for all. Citus checks rights at the shards, where there are no views and no rights on columns.
(onPglite || onCitus ? describe.skip : describe)('roles', () => {
  it('read the views without the texts', async () => {
    const role = await createRole(database);
    await database.query(statements('GRANT SELECT ON')[0]!.replaceAll('reporting', role.name));
    expect(await role.query('SELECT cost_usd FROM llm_report_calls')).toHaveLength(5);
    expect(await role.query('SELECT calls FROM llm_report_days')).toHaveLength(2);
    await expect(role.query('SELECT prompt FROM llm_calls')).rejects.toThrow('permission denied');
    await role.drop();
  });

  it('of tenants read the rows of their company', async () => {
    const tenant = await createRole(database);
    const writing = await createRole(database);
    await database.query(`GRANT SELECT, INSERT, UPDATE ON llm_calls TO ${writing.name}`);
    const [recipe] = statements('GRANT SELECT (');
    await database.query(
      recipe!.replaceAll(/TO tenant/g, `TO ${tenant.name}`).replaceAll('TO writing', `TO ${writing.name}`),
    );
    const seen = 'SELECT DISTINCT company_id FROM llm_calls';
    expect(await tenant.query(seen)).toEqual([]);
    await database.query(`ALTER ROLE ${tenant.name} SET llm.company_id = 'acme'`);
    expect(await tenant.query(seen)).toEqual([{ company_id: 'acme' }]);
    await expect(tenant.query('SELECT prompt FROM llm_calls')).rejects.toThrow('permission denied');
    expect(await writing.query('SELECT id FROM llm_calls')).toHaveLength(5);
    // The application, which owns the tables, goes on.
    await app.get(LlmLoggerService).record({ model: 'gpt-4o', companyId: 'other' });
    await app.get(LlmLoggerService).flush();
    expect(await writing.query('SELECT id FROM llm_calls')).toHaveLength(6);
    await tenant.drop();
    await writing.drop();
  });
});
