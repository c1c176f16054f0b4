import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { alert as alertOption } from '../options/alerts.options.js';
import { faultsOf } from '../options/schema/faults-of.js';
import { DroppedRecords } from './dropped-records.js';

const HOUR_MS = 3_600_000;
const NOW = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;

describe('alerts on dropped records', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());

  const alertOf = (name: string) => ({ name, metric: 'droppedRecords', over: '10m', above: 0 }) as const;
  const newProcess = (name: string): DroppedRecords =>
    new DroppedRecords(
      { query: (sql: string, values?: unknown[]) => database.query(sql, values) } as never,
      { alerts: [alertOf(name)] } as never,
    );
  const eventsOf = (name: string): Promise<Record<string, any>[]> =>
    database.query('SELECT kind, value, threshold FROM llm_events WHERE name = $1 ORDER BY at, kind', [name]);

  it('are reported once while it goes on, and once when it is over', async () => {
    const process = newProcess('lost');
    await process.evaluate(0, NOW);
    expect(await eventsOf('lost')).toEqual([]);
    for (const minute of [1, 2, 3]) await process.evaluate(minute * 5, NOW + minute * 60_000);
    expect(await eventsOf('lost')).toEqual([{ kind: 'alert', value: 5, threshold: 0 }]);
    for (const minute of [14, 15]) await process.evaluate(15, NOW + minute * 60_000);
    expect((await eventsOf('lost')).map(({ kind }) => kind)).toEqual(['alert', 'resolved']);
  });

  it('are reported once of all processes that are in the same trouble', async () => {
    for (const process of [newProcess('shared'), newProcess('shared')]) await process.evaluate(3, NOW + 60_000);
    expect(await eventsOf('shared')).toEqual([{ kind: 'alert', value: 3, threshold: 0 }]);
  });

  it("are above a number: none are usual, and they are nobody's", () => {
    expect(faultsOf(alertOption, alertOf('x'))).toEqual([]);
    expect(faultsOf(alertOption, { ...alertOf('x'), above: { timesUsual: 2 } })).toMatchObject([{ field: 'above' }]);
    expect(faultsOf(alertOption, { ...alertOf('x'), per: 'user' })).toMatchObject([{ field: 'metric' }]);
  });
});
