import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmLoggerService, LlmRollupService } from 'nestjs-llm-logging';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, onCitus, type TestDatabase } from '../support/database.js';
import { createRole, type TestRole } from '../support/roles.js';

const HOUR_MS = 3_600_000;

(onCitus ? describe : describe.skip)('a role that does not own the tables of a cluster', () => {
  let database: TestDatabase;
  let role: TestRole;
  let app: INestApplicationContext;

  beforeAll(async () => {
    database = await createTestDatabase();
    role = await createRole(database);
    await database.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role.name}`);
    app = await startContext({ imports: [logging(database, { database: { url: role.url }, migrate: false })] });
  });
  afterAll(async () => {
    await app?.close();
    await role?.drop();
    await database?.drop();
  });

  it('makes rollups where it may use the sequences, and otherwise learns which', async () => {
    await app.get(LlmLoggerService).record({ startedAt: new Date(Date.now() - 30 * HOUR_MS), latencyMs: 5 });
    await app.get(LlmLoggerService).flush();
    await expect(app.get(LlmRollupService).refresh()).rejects.toThrow(
      `The role "${role.name}" lacks USAGE on llm_hour_rollups_id_seq`,
    );
    await database.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role.name}`);
    expect(await app.get(LlmRollupService).refresh()).toMatchObject({ hours: 1, days: 1 });
  });
});
