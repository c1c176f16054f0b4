import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmCallRepository, LlmLoggerService } from 'nestjs-llm-logging';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';

const LONG_AGO = new Date(Date.UTC(2024, 4, 20));

// PGlite is one session for all: nobody can write beside another.
(onPglite ? describe.skip : describe)('partitions, while others write', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let others: pg.Client[];

  beforeEach(async () => {
    database = await createTestDatabase();
    app = await startContext({ imports: [logging(database)] });
    await app.get(LlmLoggerService).record({ prompt: 'now' });
    await app.get(LlmLoggerService).flush();
    others = [new pg.Client({ connectionString: database.url }), new pg.Client({ connectionString: database.url })];
    for (const other of others) await other.connect();
  });
  afterEach(async () => {
    for (const other of others) await other.end();
    await app.close();
    await database.drop();
  });

  /** Another call of now. */
  const write = (client: pg.Client, last: string) =>
    client.query(
      `INSERT INTO llm_calls (id, call_type, status, started_at)
SELECT overlay(id::text PLACING $1 FROM 25)::uuid, 'chat', 'success', started_at FROM llm_calls WHERE prompt = 'now'`,
      [last.padStart(12, '0')],
    );
  const hasPartition = async () =>
    (await database.query(`SELECT to_regclass('llm_calls_20240501_20240601') AS name`))[0]!['name'] !== null;

  it('are made beside a transaction that has written and is open', async () => {
    const [writer] = others as [pg.Client];
    await writer.query('BEGIN');
    await write(writer, '1');
    const id = await app.get(LlmLoggerService).record({ prompt: 'long ago', startedAt: LONG_AGO });
    await app.get(LlmLoggerService).flush();
    expect(await app.get(LlmCallRepository).findById(id)).toMatchObject({ prompt: 'long ago' });
    expect(await hasPartition()).toBe(true);
    await write(writer, '2');
    await writer.query('COMMIT');
    expect(await database.query('SELECT id FROM llm_calls')).toHaveLength(4);
  });

  it('hold no writer up while one is being attached', async () => {
    const [holder, writer] = others as [pg.Client, pg.Client];
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE llm_calls IN SHARE UPDATE EXCLUSIVE MODE');
    await app.get(LlmLoggerService).record({ prompt: 'long ago', startedAt: LONG_AGO });
    const stored = app.get(LlmLoggerService).flush();
    while ((await attaching()) === 0) await sleep(20);
    await write(writer, '1');
    expect(await attaching()).toBe(1);
    expect(await hasPartition()).toBe(false);
    await holder.query('COMMIT');
    await stored;
    expect(await hasPartition()).toBe(true);
    expect(await database.query('SELECT id FROM llm_calls')).toHaveLength(3);
  });

  const attaching = async () =>
    (
      await database.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE%ATTACH PARTITION%'`,
      )
    ).length;
});
