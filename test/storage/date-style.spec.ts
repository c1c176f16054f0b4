import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LlmCallRepository, LlmLoggerService, LlmStatsService, LlmRollupService } from 'nestjs-llm-logging';
import type { DataSource } from 'typeorm';
import { getDataSourceToken } from '@nestjs/typeorm';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, onCitus, onPglite, type TestDatabase } from '../support/database.js';
import { createRole, type TestRole } from '../support/roles.js';

const HOUR_MS = 3_600_000;

// PGlite has one role.
(onPglite ? describe.skip : describe)('a role whose DateStyle is SQL, DMY', () => {
  let database: TestDatabase;
  let role: TestRole;

  beforeAll(async () => {
    database = await createTestDatabase();
    role = await createRole(database);
    await database.query(`ALTER ROLE ${role.name} SET datestyle = 'SQL, DMY'`);
    await database.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role.name}`);
    if (onCitus) await database.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role.name}`);
  });
  afterAll(async () => {
    await role?.drop();
    await database?.drop();
  });

  it.each(['a url', 'a DataSource of the application'])('has right dates with %s', async (which) => {
    const typeorm = TypeOrmModule.forRoot({ type: 'postgres', url: role.url, extra: { max: 2 } });
    const [imports, options] =
      which === 'a url' ? [[], { database: { url: role.url } }] : [[typeorm], { database: { dataSource: 'default' } }];
    const app = await startContext({ imports: [...imports, logging(database, { ...options, migrate: false })] });
    const startedAt = new Date(Date.now() - 30 * HOUR_MS);
    const id = await app.get(LlmLoggerService).record({ startedAt, latencyMs: 5, companyId: which });
    await app.get(LlmLoggerService).flush();
    await app.get(LlmRollupService).refresh();
    expect((await app.get(LlmCallRepository).findById(id))!.startedAt).toEqual(startedAt);
    const series = await app.get(LlmStatsService).getTimeSeries({ interval: 'hour', days: 3, companyId: which });
    const counted = series.filter(({ totalCalls }) => totalCalls > 0);
    expect(counted.map(({ start }) => start.getTime())).toEqual([Math.floor(startedAt.getTime() / HOUR_MS) * HOUR_MS]);
    if (which !== 'a url')
      expect(await app.get<DataSource>(getDataSourceToken()).query('SHOW datestyle')).toEqual([
        { DateStyle: 'SQL, DMY' },
      ]);
    await app.close();
  });
});
