import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { onCitus, onPglite } from '../support/database.js';
import { ApplicationProcess } from './support/application-process.js';
import { faultBed } from './support/bed.js';
import { reportComparison } from './support/figures.js';
import { KEPT } from './support/ledger.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { emptied } from './support/temporary.js';

const INSTANCES = scaled(2, 10);
const KILLS = scaled(1, 20);
const PENDING_TIMEOUT_MS = 4_000;
const THREADS = { script: 'threads', instances: 3 } as const;
/** Processes of a cluster are distinguished as other processes are. */
const TOGETHER = scaled([THREADS], [THREADS, { script: 'cluster', instances: 2 } as const]);

/** Notes each time that a row becomes a timeout. */
const NOTE_TIMEOUTS = `
  CREATE TABLE timeouts (id uuid);
  CREATE FUNCTION note_timeout() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO timeouts VALUES (NEW.id); RETURN NULL; END $$;
  CREATE TRIGGER note_timeout AFTER UPDATE ON llm_calls FOR EACH ROW
    WHEN (NEW.status = 'timeout') EXECUTE FUNCTION note_timeout();`;

/** Citus has no triggers. */
const itCounting = onCitus ? it.skip : it;

(onPglite ? describe.skip : describe)('several instances', () => {
  const bed = faultBed();

  function settings(callsPerSecond: number, pendingTimeoutMs?: number) {
    const options = {
      database: { url: bed.database.url, poolSize: 2 },
      delivery: { journalDirectory: bed.journals },
      pendingTimeoutMs,
    };
    return { options, load: callsPerSecond === 0 ? undefined : { callsPerSecond } };
  }

  const start = (callsPerSecond: number, pendingTimeoutMs?: number) =>
    ApplicationProcess.start(settings(callsPerSecond, pendingTimeoutMs), bed.ledger);
  const startSeveral = (callsPerSecond: number, pendingTimeoutMs?: number) =>
    Promise.all(Array.from({ length: INSTANCES }, () => start(callsPerSecond, pendingTimeoutMs)));

  it(
    'share a journal directory and a bed.database, some of them killed and started again',
    async () => {
      const instances = await startSeveral(100);
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(200 + Math.random() * 300);
        const victim = Math.floor(Math.random() * INSTANCES);
        await instances[victim]!.kill();
        instances[victim] = await start(100);
      }
      for (const instance of instances) expect(await instance.close()).toEqual({ code: 0, signal: null });
      const last = await start(0);
      await emptied(bed.journals);
      await last.drained();
      const comparison = await bed.ledger.compare(bed.database);

      expect(comparison).toMatchObject(KEPT);
      expect(comparison.unacknowledged).toBeLessThanOrEqual(KILLS);
      expect(await bed.database.query('SELECT * FROM llm_refused_calls')).toEqual([]);
      expect(readdirSync(bed.journals)).toHaveLength(1);
      const extent = `${INSTANCES} at 100 calls/s each, kills: ${KILLS}`;
      reportComparison('instances on one journal directory', extent, comparison);
    },
    PATIENCE_MS,
  );

  itCounting(
    'end the pending calls of a dead one as timeouts, once, until the real outcome comes',
    async () => {
      const dead = await start(100);
      await bed.database.query(NOTE_TIMEOUTS);
      while (bed.ledger.open.length < 10) await sleep(50);
      await dead.ask('flush');
      await dead.kill();
      const instances = await startSeveral(0, PENDING_TIMEOUT_MS);
      for (const instance of instances) await instance.drained();
      const { open } = bed.ledger;
      const timeouts = `SELECT id FROM llm_calls WHERE status = 'timeout' AND error_type = 'PendingTimeout' ORDER BY id`;
      const ended = async () => (await bed.database.query<{ id: string }>(timeouts)).map(({ id }) => id);
      while ((await ended()).length < open.length) await sleep(100);
      await sleep(PENDING_TIMEOUT_MS / 2);
      expect(await ended()).toEqual([...open].sort());
      expect(await bed.database.query('SELECT id FROM timeouts ORDER BY id')).toEqual(
        [...open].sort().map((id) => ({ id })),
      );

      const [late, ...others] = open;
      await instances[0]!.ask('call', 'complete', late, { response: 'at last' });
      await instances[0]!.ask('flush');
      expect(await ended()).toEqual(others.sort());
      expect(
        await bed.database.query('SELECT status, response, error_type FROM llm_calls WHERE id = $1', [late]),
      ).toEqual([{ status: 'success', response: 'at last', error_type: null }]);
    },
    PATIENCE_MS,
  );

  itCounting(
    'leave the calls alone whose work goes on in a living one',
    async () => {
      const [dead, living] = await Promise.all([start(0, PENDING_TIMEOUT_MS), start(0, PENDING_TIMEOUT_MS)]);
      await bed.database.query(NOTE_TIMEOUTS);
      await living.ask('work', 'goes on');
      await dead.ask('work', 'is cut off');
      await Promise.all([living.ask('flush'), dead.ask('flush')]);
      await dead.kill();
      const calls = () => bed.database.query('SELECT task_id, status FROM llm_calls ORDER BY id');
      const timeouts = async () => (await bed.database.query('SELECT id FROM timeouts')).length;
      // The older of the two would have been a timeout first.
      while ((await timeouts()) === 0) await sleep(50);
      const meanwhile = await calls();
      await sleep(PENDING_TIMEOUT_MS / 2);
      await living.ask('finish', 'goes on');
      await living.ask('flush');

      expect(meanwhile).toEqual([
        { task_id: 'goes on', status: 'pending' },
        { task_id: 'is cut off', status: 'timeout' },
      ]);
      expect(await calls()).toEqual([
        { task_id: 'goes on', status: 'success' },
        { task_id: 'is cut off', status: 'timeout' },
      ]);
      expect(await timeouts()).toBe(1);
      expect(await living.close()).toEqual({ code: 0, signal: null });
    },
    PATIENCE_MS,
  );

  it.each(TOGETHER)(
    'may be $script of one process, each with a journal of its own',
    async ({ script, instances }) => {
      const together = { ...settings(100), instances };
      const app = await ApplicationProcess.start(together, bed.ledger, { script });
      while (readdirSync(bed.journals).length < instances || bed.ledger.size < 150) await sleep(50);
      expect(readdirSync(bed.journals)).toHaveLength(instances);
      await app.kill();
      const last = await start(0);
      await emptied(bed.journals);
      await last.drained();
      const comparison = await bed.ledger.compare(bed.database);
      expect(comparison).toMatchObject(KEPT);
      expect(comparison.unacknowledged).toBeLessThanOrEqual(instances);
      expect(readdirSync(bed.journals)).toHaveLength(1);
      reportComparison(`\`kill -9\` of ${script}`, `${instances} at 100 calls/s each`, comparison);
    },
    PATIENCE_MS,
  );
});
