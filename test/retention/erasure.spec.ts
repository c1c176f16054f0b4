import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmCallRepository, LlmLoggerService, type FinishedLlmCall } from 'nestjs-llm-logging';
import { logging, startContext, type Options } from '../support/application.js';
import { createTestDatabase, onCitus, onPglite, type TestDatabase } from '../support/database.js';

const jane = 'jane-doe';
const call = { userId: jane, prompt: 'of Jane', provider: 'openai', model: 'gpt-4o' };
/** Calls are put off for so long that they are in memory, and in the journal, when the person is erased. */
const LATE = { flushIntervalMs: 60_000 };

let database: TestDatabase;
let apps: INestApplicationContext[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  apps = [];
});
afterEach(async () => {
  for (const app of apps) await app.close();
  await database.drop();
});

async function start(options: Options = {}): Promise<LlmLoggerService & { erase: LlmCallRepository['eraseUser'] }> {
  const app = await startContext({ imports: [logging(database, options)] });
  apps.push(app);
  const repository = app.get(LlmCallRepository);
  return Object.assign(app.get(LlmLoggerService), {
    erase: (...args: Parameters<LlmCallRepository['eraseUser']>) => repository.eraseUser(...args),
  });
}

const rows = () => database.query('SELECT * FROM llm_calls ORDER BY id');
const textOfTables = async () =>
  JSON.stringify([
    await rows(),
    await database.query('SELECT * FROM llm_refused_calls'),
    await database.query('SELECT * FROM llm_erasures'),
  ]);

describe('an erasure', () => {
  it('reaches calls that wait in memory and in the journal', async () => {
    const logger = await start({ delivery: LATE });
    await logger.record({ ...call, response: 'to Jane' });
    await logger.record({ userId: 'someone else', prompt: 'stays' });
    expect(await logger.erase(jane)).toBe(0);
    await logger.flush();
    expect(await rows()).toMatchObject([{ user_id: 'someone else', prompt: 'stays' }]);
    expect(await textOfTables()).not.toContain(jane);
  });

  it('leaves no row of a call that was pending, in whichever process it ends', async () => {
    const [here, elsewhere] = [await start(), await start()];
    const ids = [await here.start(call), await here.start(call), await here.start(call)];
    await here.flush();
    expect(await here.erase(jane)).toBe(3);
    await here.complete(ids[0]!, { response: 'to Jane' });
    await elsewhere.complete(ids[1]!, { response: 'to Jane' });
    await elsewhere.fail(ids[2]!, new Error('not to Jane'));
    await here.flush();
    await elsewhere.flush();
    expect(await rows()).toEqual([]);
  });

  it('knows the outcome of a call of which only the start says whose it is and was never stored', async () => {
    const [here, elsewhere] = [await start({ delivery: LATE }), await start()];
    const id = await here.start(call);
    await here.erase(jane);
    await here.flush();
    await elsewhere.complete(id, { response: 'to Jane' });
    await elsewhere.flush();
    expect(await rows()).toEqual([]);
  });

  it('leaves calls alone that begin after it', async () => {
    const logger = await start();
    await logger.record(call);
    await logger.flush();
    await logger.erase(jane);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const id = await logger.start({ ...call, prompt: 'new' });
    await logger.flush();
    await logger.complete(id, { response: 'an answer' });
    await logger.flush();
    expect(await rows()).toMatchObject([{ id, prompt: 'new', response: 'an answer', user_id: jane }]);
    expect(await logger.erase(jane)).toBe(1);
    expect(await rows()).toEqual([]);
  });

  it('keeps the numbers, and nothing personal, of calls that are made anonymous while they wait or are pending', async () => {
    const logger = await start({ delivery: LATE });
    const pending = await logger.start({ ...call, metadata: { of: jane } });
    await logger.flush();
    const waiting: FinishedLlmCall = {
      ...call,
      taskId: 'task',
      response: 'to Jane',
      promptTokens: 3,
      completionTokens: 4,
    };
    await logger.record({ ...waiting, metadata: { of: jane }, tags: ['t'] });
    expect(await logger.erase(jane, { mode: 'anonymise' })).toBe(1);
    await logger.complete(pending, { response: 'to Jane', promptTokens: 1, completionTokens: 2 });
    await logger.flush();
    const nothing = { user_id: null, task_id: null, prompt: null, response: null, metadata: {} };
    expect(await rows()).toMatchObject([
      { ...nothing, id: pending, status: 'success', prompt_tokens: 1, completion_tokens: 2, model: 'gpt-4o' },
      { ...nothing, status: 'success', prompt_tokens: 3, completion_tokens: 4, tags: ['t'] },
    ]);
    expect(await textOfTables()).not.toMatch(/jane/i);
  });

  it('keeps to a company and to legal hold, also of what waits', async () => {
    const logger = await start({ delivery: LATE, retention: { enabled: false, holdTags: ['hold'] } });
    await logger.record({ ...call, companyId: 'a', taskId: 'goes' });
    await logger.record({ ...call, companyId: 'b', taskId: 'of another company' });
    await logger.record({ ...call, companyId: 'a', taskId: 'under hold', tags: ['hold'] });
    await logger.erase(jane, { companyId: 'a' });
    await logger.flush();
    expect((await rows()).map(({ task_id }) => task_id)).toEqual(['of another company', 'under hold']);
  });

  it('takes refused records that name the person, or are of erased calls, also those that are refused later', async () => {
    const logger = await start({ delivery: LATE });
    const id = await logger.start(call);
    await logger.flush();
    const refused = [
      { id, response: 'to her' },
      { metadata: { owner: jane } },
      { prompt: `I am ${jane}.` },
      { prompt: `not ${jane}s` },
    ];
    for (const record of refused)
      await database.query(`INSERT INTO llm_refused_calls (record, reason) VALUES ($1, '')`, [JSON.stringify(record)]);
    await logger.record({ ...call, response: 'to Jane' });
    await logger.erase(jane);
    expect(await database.query('SELECT record FROM llm_refused_calls')).toEqual([
      { record: JSON.stringify({ prompt: `not ${jane}s` }) },
    ]);
    await database.query('DELETE FROM llm_refused_calls');
    await database.query(`ALTER TABLE llm_calls ADD CHECK (false) NOT VALID`);
    await logger.complete(id, { response: 'to Jane' });
    await logger.record({ prompt: 'of somebody' });
    await logger.flush();
    expect(await database.query('SELECT record FROM llm_refused_calls')).toMatchObject([
      { record: expect.stringContaining('of somebody') },
    ]);
  });

  it('leaves of questions about the person that they were asked, and by whom', async () => {
    const logger = await start();
    const asked = [
      { userId: jane, companyId: 'a' },
      { search: `what ${jane} said`, companyId: 'a' },
      { userId: jane, companyId: 'b' },
      { userId: `${jane}s`, companyId: 'a' },
    ];
    for (const filters of asked)
      await database.query(
        `INSERT INTO llm_audit_log (actor, action, filters, company_id) VALUES ('admin', 'calls.list', $1, $1::jsonb->>'companyId')`,
        [JSON.stringify(filters)],
      );
    await logger.erase(jane, { companyId: 'a' });
    const notes = await database.query('SELECT actor, filters FROM llm_audit_log ORDER BY id');
    expect(notes.map(({ filters }) => filters)).toEqual([
      { userId: '[erased]', companyId: 'a' },
      { search: 'what [erased] said', companyId: 'a' },
      asked[2],
      asked[3],
    ]);
    expect(new Set(notes.map(({ actor }) => actor))).toEqual(new Set(['admin']));
  });

  it('is finished by whoever starts next where its process died, and the name is forgotten then', async () => {
    const before = await start();
    await before.record(call);
    await before.flush();
    await before.erase('nobody');
    // As a process leaves it that dies when it has but said who is erased: of its own, as this one may still work on nobody's.
    await database.query(
      `INSERT INTO llm_erasures (user_hash, user_id, company_id, anonymises, hold_tags, below)
SELECT encode(sha256(convert_to($1::text, 'UTF8')), 'hex'), $1, company_id, anonymises, hold_tags, below FROM llm_erasures`,
      [jane],
    );
    await start();
    while ((await database.query('SELECT 1 FROM llm_erasures WHERE finished_at IS NULL')).length > 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await rows()).toEqual([]);
    expect(await textOfTables()).not.toContain(jane);
  });

  // Citus takes no triggers.
  (onPglite || onCitus ? it.skip : it)('waits for batches that are on their way', async () => {
    const logger = await start();
    // Holds batches up behind their lock, in a transaction that began before the erasure.
    const hold = await database.query(`CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END $$`);
    expect(hold).toEqual([]);
    await database.query(`CREATE TRIGGER slowly BEFORE INSERT ON llm_calls FOR EACH ROW EXECUTE FUNCTION slowly()`);
    await logger.record(call);
    const flushed = logger.flush();
    while (
      (
        await database.query(
          `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`,
        )
      ).length === 0
    );
    expect(await logger.erase(jane)).toBe(1);
    await flushed;
    expect(await rows()).toEqual([]);
  });
});
