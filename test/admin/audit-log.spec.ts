import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LlmAuditLog } from 'nestjs-llm-logging';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database?.drop());

it('the audit log loses rows that are older than retention.auditDays', async () => {
  const app = await startContext({ imports: [logging(database, { retention: { auditDays: 30 } })] });
  const log = app.get(LlmAuditLog);
  await database.query(
    `INSERT INTO llm_audit_log (at, actor, action, filters)
SELECT now() - make_interval(days => n / 10), 'reader', 'call.read', '{}' FROM generate_series(1, 1000) AS n`,
  );
  const note = { actor: 'reader', action: 'call.read', target: null, filters: {}, companyId: null };
  for (let n = 0; n < 3; n += 1) await log.write(note);
  const [row] = await database.query(
    `SELECT count(*)::int AS rows, min(at) > now() - interval '30 days 1 minute' AS young FROM llm_audit_log`,
  );
  expect(row).toEqual({ rows: 302, young: true });
  await app.close();
});
