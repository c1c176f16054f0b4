import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import {
  LlmCallRepository,
  LlmLoggerService,
  type LlmLoggingOptions,
  LlmLoggingOptionsError,
  LlmSearchIndexService,
} from 'nestjs-llm-logging';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, onCitus, onPglite, type TestDatabase } from '../support/database.js';

const DAY_MS = 86_400_000;
const LONG_AGO = new Date(Date.UTC(2025, 4, 20));
const LONG_AGO_PARTITION = 'llm_calls_20250501_20250601';
const EARLIER_PARTITION = 'llm_calls_20250301_20250401';

let database: TestDatabase;
const apps: INestApplicationContext[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
  await database.drop();
});

/** An application whose calls of long ago lie in two partitions; a third holds one of now. */
async function start(options: Omit<LlmLoggingOptions, 'database'> = { search: { index: false } }) {
  const app = await startContext({ imports: [logging(database, options)] });
  apps.push(app);
  const logger = app.get(LlmLoggerService);
  await logger.record({ taskId: 'earlier', prompt: 'a rare zebra', startedAt: new Date(Date.UTC(2025, 2, 3)) });
  await logger.record({ taskId: 'long ago', prompt: 'a rare Zebra', startedAt: LONG_AGO });
  await logger.record({ taskId: 'now', prompt: 'a rare zebra' });
  await logger.flush();
  return app;
}

const makeMissing = (app: INestApplicationContext) => app.get(LlmSearchIndexService).makeMissing();

const indexes = () => indexesOf(database);
const indexesOf = (of: TestDatabase) =>
  of.query<{ partition: string; index: string; isValid: boolean }>(
    `SELECT indrelid::regclass::text AS partition, indexrelid::regclass::text AS index, indisvalid AS "isValid" FROM pg_index
      WHERE pg_get_expr(indexprs, indrelid) LIKE '%to_tsvector%' ORDER BY indrelid::regclass::text DESC`,
  );
const indexedPartitions = async () => (await indexes()).map(({ partition }) => partition);

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(100);
}

describe('the search index', () => {
  it('is made of partitions whose time is over, the newest first, and of no other', async () => {
    const app = await start();
    expect(await indexes()).toEqual([]);
    expect(await makeMissing(app)).toEqual([LONG_AGO_PARTITION, EARLIER_PARTITION]);
    expect(await indexedPartitions()).toEqual([LONG_AGO_PARTITION, EARLIER_PARTITION]);
    expect(await makeMissing(app)).toEqual([]);
    expect(await indexes()).toHaveLength(2);
  });

  it('takes one that someone made by hand for its own, and makes one anew that was interrupted', async () => {
    const app = await start();
    await makeMissing(app);
    const [index] = await indexes();
    await database.query('UPDATE pg_index SET indisvalid = false WHERE indexrelid = $1::regclass', [index!.index]);
    await database.query(`ALTER INDEX ${(await indexes())[1]!.index} RENAME TO of_mine`);
    expect(await makeMissing(app)).toEqual([LONG_AGO_PARTITION]);
    expect(await indexes()).toMatchObject([
      { partition: LONG_AGO_PARTITION, isValid: true },
      { partition: EARLIER_PARTITION, index: 'of_mine', isValid: true },
    ]);
  });

  it('is made in a schema of its own, too', async () => {
    const app = await startContext({
      imports: [
        logging(database, {
          search: { index: false },
          database: { url: database.url, poolSize: 1, schema: 'log "of" mine'.replaceAll('"', '') },
        }),
      ],
    });
    apps.push(app);
    await app.get(LlmLoggerService).record({ prompt: 'zebra', startedAt: LONG_AGO });
    await app.get(LlmLoggerService).flush();
    expect(await makeMissing(app)).toEqual([LONG_AGO_PARTITION]);
  });

  it('wants a boolean', async () => {
    await expect(start({ search: { index: 'yes' as never } })).rejects.toThrow(LlmLoggingOptionsError);
    await expect(start({ search: { indices: true } as never })).rejects.toThrow('search.indices: is no option');
  });
});

/** How often search indexes were read. */
const SCANS = `SELECT coalesce(sum(idx_scan), 0) AS scans FROM pg_stat_user_indexes WHERE indexrelname LIKE '%to_tsvector%'`;
const SCANS_ON_WORKERS = `SELECT sum(result::bigint) AS scans FROM run_command_on_workers($$${SCANS}$$)`;

(onPglite ? describe.skip : describe)('the search index, on PostgreSQL', () => {
  it('is made by itself soon after start, but not where the options leave it to others', async () => {
    const left = database;
    await start({ migrate: false });
    await start({ search: { index: false } });
    database = await createTestDatabase();
    try {
      // The last to start: the others have had their time when its indexes are there.
      await start({});
      await until(async () => (await indexes()).filter(({ isValid }) => isValid).length === 2);
      expect(await indexesOf(left)).toEqual([]);
    } finally {
      for (const app of apps.splice(0)) await app.close();
      await database.drop();
      database = left;
    }
  });

  it('is made once by two instances at a time', async () => {
    const [one, other] = [await start(), await start()];
    const made = await Promise.all([makeMissing(one), makeMissing(other)]);
    expect(made.flatMap((names) => names ?? []).sort()).toEqual([EARLIER_PARTITION, LONG_AGO_PARTITION]);
    expect(await indexes()).toHaveLength(2);
  });

  it('is what a search of the past reads, and finds the same calls as without', async () => {
    const app = await start();
    await database.query(
      `INSERT INTO llm_calls (id, call_type, status, prompt, started_at)
SELECT overlay((SELECT id::text FROM llm_calls WHERE task_id = 'long ago') PLACING lpad(n::text, 12, '0') FROM 25)::uuid,
       'chat', 'success', 'common words ' || n || repeat(' of one call', 20) || CASE WHEN n % 2000 = 7 THEN ' zebra' ELSE '' END, now()
  FROM generate_series(1, 6000) AS n`,
    );
    await database.query('ANALYZE llm_calls');
    const search = async (text: string, filters = {}) => {
      const ids: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await app.get(LlmCallRepository).listByFilters({ ...filters, search: text, limit: 100, cursor });
        ids.push(...page.items.map(({ id }) => id));
        if (page.nextCursor === null) return ids;
        cursor = page.nextCursor;
      }
    };
    const past = { endDate: new Date(Date.now() - DAY_MS) };
    const questions = ['zebra', 'common', '"common words 37"', 'common zebra', 'zeb*', 'nothing', '5999'];
    const all = () => Promise.all(questions.map((text) => search(text, past)));
    const without = await all();
    expect(without.map(({ length }) => length)).toEqual([5, 6_000, 1, 3, 5, 0, 1]);

    await makeMissing(app);
    expect(await all()).toEqual(without);
    await until(async () => {
      await search('zebra', past);
      const [row] = await database.query<{ scans: string }>(onCitus ? SCANS_ON_WORKERS : SCANS);
      return Number(row!.scans) > 0;
    });
  });

  it('is no error of a partition that is dropped meanwhile', async () => {
    const app = await start();
    const { made, holder } = await makeWhileLocked(app, 'SHARE UPDATE EXCLUSIVE');
    await holder.query(`DROP TABLE ${LONG_AGO_PARTITION}`);
    await holder.query('COMMIT');
    await holder.end();
    expect(await made).toEqual([EARLIER_PARTITION]);
  });

  it('holds up neither calls nor the end of the application while it waits for others', async () => {
    const app = await start();
    const { made, holder } = await makeWhileLocked(app, 'ROW EXCLUSIVE');
    const logger = app.get(LlmLoggerService);
    const id = await logger.record({ prompt: 'late', startedAt: LONG_AGO });
    await logger.flush();
    expect(await app.get(LlmCallRepository).findById(id)).toMatchObject({ prompt: 'late' });
    await apps.pop()!.close();
    expect(await made).toBeInstanceOf(Error);
    await holder.query('COMMIT');
    await holder.end();
    // The server ends what was begun.
    await until(async () => (await indexes()).some(({ isValid }) => isValid));
  });

  it('is made anew after the process of PostgreSQL that made it was killed', async () => {
    const app = await start();
    const { made, holder } = await makeWhileLocked(app, 'ROW EXCLUSIVE');
    await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND datname = current_database()`,
    );
    expect(await made).toBeInstanceOf(Error);
    await holder.query('COMMIT');
    await holder.end();
    expect(await indexes()).toMatchObject([{ partition: LONG_AGO_PARTITION, isValid: false }]);
    const logger = app.get(LlmLoggerService);
    const id = await logger.record({ prompt: 'a late zebra', startedAt: LONG_AGO });
    await logger.flush();
    expect(await app.get(LlmCallRepository).findById(id)).toMatchObject({ prompt: 'a late zebra' });
    expect(await makeMissing(app)).toEqual([LONG_AGO_PARTITION, EARLIER_PARTITION]);
    expect((await indexes()).map(({ isValid }) => isValid)).toEqual([true, true]);
  });

  /** Indexes that wait for a holder of the newest partition that lacks one. */
  async function makeWhileLocked(app: INestApplicationContext, lock: string) {
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query(`LOCK TABLE ${LONG_AGO_PARTITION} IN ${lock} MODE`);
    const made = makeMissing(app).catch((error: unknown) => error);
    await until(async () => (await waiting()) > 0);
    return { made, holder };
  }

  async function waiting(): Promise<number> {
    const rows = await database.query(
      `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock' AND datname = current_database()`,
    );
    return rows.length;
  }
});
