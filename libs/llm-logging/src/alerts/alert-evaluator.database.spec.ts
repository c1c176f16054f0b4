import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, onPglite, type TestDatabase } from '../../../../test/support/database.js';
import type { LlmAlert } from '../options/alerts.options.js';
import { LlmDatabase } from '../storage/llm-database.js';
import type { Query } from '../storage/query.js';
import { AlertEvaluator } from './alert-evaluator.js';

const UNREADABLE = 'unreadable';

describe('several alerts', () => {
  let database: TestDatabase;
  let log: LlmDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    log = new LlmDatabase({ database: { url: database.url, poolSize: onPglite ? 1 : 2 }, migrate: true });
  });
  afterAll(async () => {
    await log?.close();
    await database?.drop();
  });

  it('are looked at, also after one that fails', async () => {
    const failing = (query: Query): Query =>
      ((sql, values) => (values?.includes(UNREADABLE) === true ? query('SELECT 1 / 0') : query(sql, values))) as Query;
    const withAdvisoryLock: LlmDatabase['withAdvisoryLock'] = (lock, work) =>
      log.withAdvisoryLock(lock, (transaction) =>
        work((limits, steps) => transaction(limits, (query) => steps(failing(query)))),
      );
    const calls: Pick<LlmAlert, 'metric' | 'over' | 'above' | 'minCalls'> = {
      metric: 'calls',
      over: '1h',
      above: { timesUsual: 1 },
    };
    await database.query(`INSERT INTO llm_alert_states (name, subject, is_active) VALUES ('fine', '', true)`);
    const alerts: LlmAlert[] = [
      { ...calls, name: 'fails', match: { environment: UNREADABLE } },
      { ...calls, name: 'fine' },
    ];
    const evaluator = new AlertEvaluator({ withAdvisoryLock, schema: log.schema } as LlmDatabase, { alerts } as never);
    await expect(evaluator.evaluate()).rejects.toThrow(/division by zero/);
    expect(await database.query('SELECT name, kind FROM llm_events')).toEqual([{ name: 'fine', kind: 'resolved' }]);
  });
});
