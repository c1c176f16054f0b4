import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { onPglite } from '../support/database.js';
import { ApplicationProcess } from './support/application-process.js';
import { faultBed } from './support/bed.js';
import { reportComparison } from './support/figures.js';
import { KEPT, Ledger } from './support/ledger.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { random, seed } from './support/random.js';
import { emptied } from './support/temporary.js';

const MOMENTS = scaled(2, 50);
/** Calls that a person has made long before, so that an erasure takes several batches. */
const OLD_CALLS = scaled(1_200, 2_500);
/** How long before the erasure a process may end. */
const EARLIER_MS = 30;
/** About as long as an erasure takes. */
const LONG_MS = 1_000;
const OTHERS = ['other-anna', 'other-ben'];

/** Acknowledgements of the one who is erased, and of all others. */
class Persons {
  readonly others = new Ledger();
  erased = new Ledger();

  note(line: string): void {
    (/ other-/.test(line) ? this.others : this.erased).note(line);
  }
}

/** One of four moments is soon after the erasure has resolved. */
function momentOf(chance: number): { after: boolean; ms: number } {
  return chance < 0.25 ? { after: true, ms: chance * 400 } : { after: false, ms: ((chance - 0.25) / 0.75) * LONG_MS };
}

(onPglite ? describe.skip : describe)('an erasure whose process is killed', () => {
  const bed = faultBed();
  let persons: Persons;

  beforeEach(async () => {
    persons = new Persons();
    await bed.database.query(
      `ALTER TABLE llm_calls ADD CHECK (finish_reason IS DISTINCT FROM 'refused' OR finish_reason IS NULL)`,
    );
  });

  const start = () =>
    ApplicationProcess.start(
      {
        options: {
          database: { url: bed.database.url },
          delivery: { journalDirectory: bed.journals },
          retention: { enabled: false },
        },
      },
      persons,
      { script: 'persons' },
    );

  const insertOldCalls = (person: string) =>
    bed.database.query(
      `INSERT INTO llm_calls (id, call_type, status, user_id, prompt, response, started_at)
SELECT (lpad(to_hex(ms), 12, '0') || '7' || substr(md5(ms::text || $1), 1, 3) || '8' || substr(md5($1 || ms::text), 1, 15))::uuid,
  'chat', 'success', $1, 'old ' || $1, 'answer to ' || $1, to_timestamp(ms / 1000.0)
FROM (SELECT (extract(epoch FROM now() - interval '1 minute') * 1000)::bigint + n AS ms FROM generate_series(1, $2::int) AS n) AS each`,
      [person, OLD_CALLS],
    );

  /** Tables with a row in which the name stands. */
  async function tablesNaming(person: string): Promise<string[]> {
    const tables = await bed.database.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
    );
    const found = await Promise.all(
      tables.map(({ name }) =>
        bed.database.query(`SELECT 1 FROM ${name} AS t WHERE position($1 IN t::text) > 0 LIMIT 1`, [person]),
      ),
    );
    return tables.filter((_, index) => found[index]!.length > 0).map(({ name }) => name);
  }

  const filesNaming = (person: string) =>
    (readdirSync(bed.journals, { recursive: true }) as string[])
      .map((name) => join(bed.journals, name))
      .filter((file) => statSync(file).isFile() && readFileSync(file, 'latin1').includes(person));

  const rowsOf = (ids: string[]) => bed.database.query('SELECT id FROM llm_calls WHERE id = ANY ($1)', [ids]);

  /** Calls go on, the person is erased, and the process ends at some moment around it. @returns whether it was promised by then. */
  async function eraseAndKill(application: ApplicationProcess, person: string): Promise<boolean> {
    let isPromised = false;
    await insertOldCalls(person);
    for (const each of [person, ...OTHERS]) await application.ask('begin', each);
    await application.ask('note', person);
    await sleep(random() * 300);
    await application.ask('refresh');
    await sleep(random() * 300);
    await application.ask('end', person);
    const when = momentOf(random());
    const killed = when.after ? undefined : sleep(when.ms).then(() => application.kill());
    await sleep(EARLIER_MS);
    await application.ask('erase', person).then(
      () => (isPromised = true),
      () => undefined,
    );
    await (killed ?? sleep(when.ms).then(() => application.kill()));
    return isPromised;
  }

  const begun = async () => (await bed.database.query('SELECT 1 FROM llm_erasures')).length;
  const unfinished = async () =>
    (await bed.database.query('SELECT 1 FROM llm_erasures WHERE finished_at IS NULL')).length;

  /** What the next start leaves of it, once it has stored what was in the journal and heard of late outcomes. */
  async function recover(application: ApplicationProcess, person: string): Promise<void> {
    await emptied(bed.journals);
    await application.drained();
    while ((await unfinished()) > 0) await sleep(20);
    await application.ask('complete', person, persons.erased.open);
    await application.drained();
    await application.ask('refresh');
    await emptied(bed.journals);
  }

  it(
    'leaves nothing of the person, and all of others',
    async () => {
      const counts = { promised: 0, finished: 0, askedAgain: 0, calls: 0 };
      let application = await start();
      for (let moment = 0; moment < MOMENTS; moment += 1) {
        const person = `jane-${moment}-doe`;
        const known = await begun();
        persons.erased = new Ledger();
        const isPromised = await eraseAndKill(application, person);
        const isBegun = (await begun()) > known;
        counts[isPromised ? 'promised' : isBegun ? 'finished' : 'askedAgain'] += 1;

        application = await start();
        // Nobody was promised anything: who asked for it asks again.
        if (!isBegun) await application.ask('erase', person);
        await recover(application, person);
        expect({ seed, person, tables: await tablesNaming(person), files: filesNaming(person) }).toEqual({
          seed,
          person,
          tables: [],
          files: [],
        });
        expect(await rowsOf(persons.erased.ids)).toEqual([]);
        counts.calls += persons.erased.size;
      }
      const comparison = await persons.others.compare(bed.database);
      expect({ seed, ...comparison }).toMatchObject({ seed, ...KEPT });
      expect(comparison.acknowledged).toBeGreaterThan(MOMENTS * 20);
      expect(await application.close()).toEqual({ code: 0, signal: null });
      reportComparison('`kill -9` around `eraseUser`', `${MOMENTS} moments`, comparison, remarksOn(counts));
    },
    PATIENCE_MS,
  );
});

function remarksOn({ promised, finished, askedAgain, calls }: Record<string, number>): string {
  const moments = `resolved ${promised} times, finished by the next start ${finished} times, not begun ${askedAgain} times`;
  return `nothing is left of ${calls!.toLocaleString('en')} calls of those erased (${moments})`;
}
