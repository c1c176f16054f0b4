import { setTimeout as sleep } from 'node:timers/promises';
import { LlmDatabaseUnavailableError } from '../../errors.js';
import { isHalfCommitted } from '../../storage/citus/half-committed.js';
import { hoursOfIds, noteChangedHours } from '../../storage/writing/changed-hours.js';
import type { Query } from '../../storage/query.js';
import { forgetUserInRollups, keepRollupsOfCalls } from '../../rollups/keep/keep-rollups.js';
import { tableName } from '../../storage/table-name.js';
import { bindTo, legalHoldSql, type Bind } from './call-classes.js';
import type { RunTransaction } from './call-removal.js';
import { eraseMentions } from './erase-mentions.js';
import { SET_ANONYMOUS } from './erased-columns.js';
import { beginErasure, countErased, finishErasure, takeTurn, withoutWriters, type Erasure } from './erasures.js';

/** How a person's calls are erased. */
export interface EraseUserOptions {
  /**
   * `remove` (default): the rows go. `anonymise`: they stay with their numbers, type, model, company and tags, and lose texts, error
   * messages, metadata and all ids of person, session, task, review and trace.
   */
  mode?: 'remove' | 'anonymise';
  /** Only calls of this company. */
  companyId?: string | undefined;
}

const BATCH = 1_000;
const LIMITS = { statementTimeoutMs: 60_000, lockTimeoutMs: 5_000 };

/** How often it is looked whether all workers of Citus have committed, and how long after each look, in ms. */
const LOOKS = 20;
const LOOK_MS = 100;
const STUCK =
  'A worker of Citus is away, or has transactions to commit. The person is known as erased, and the calls go when the worker is back: within a minute, or call eraseUser again.';

/**
 * Erases a person: first it is made known to all who write, then the ids of the person's calls are, then these go, in batches, and last
 * what rollups, refused records and the audit log say of the person. From each state on it can be finished by another process.
 * @returns the number of calls.
 */
export async function eraseUser(
  transaction: RunTransaction,
  schema: string | undefined,
  userId: string,
  { mode = 'remove', companyId, holdTags }: EraseUserOptions & { holdTags: readonly string[] },
): Promise<number> {
  const person = { userId, companyId: companyId ?? null, anonymises: mode === 'anonymise', holdTags };
  return erase(transaction, schema, await beginErasure(transaction, schema, person), 'all');
}

/** Finishes what a process left that died while it erased: of calls that began since then none is touched. */
export function resumeErasure(
  transaction: RunTransaction,
  schema: string | undefined,
  erasure: Erasure,
): Promise<number> {
  return erase(transaction, schema, erasure, 'before');
}

/** @param which `all`: also calls that, by the clock of their machine, begin only now. */
async function erase(
  transaction: RunTransaction,
  schema: string | undefined,
  erasure: Erasure,
  which: 'all' | 'before',
): Promise<number> {
  await untilCommitted(transaction);
  let noted: string | undefined = NO_ID;
  while (noted !== undefined)
    noted = await transaction(LIMITS, (query) => noteCalls(query, schema, erasure, which, noted!));
  // From here on nothing is added to the calls that go.
  await withoutWriters(transaction, () => Promise.resolve());
  for (let batch = BATCH; batch === BATCH;)
    batch = await transaction(LIMITS, (query) => eraseBatch(query, schema, erasure));
  return transaction(LIMITS, async (query) => {
    await takeTurn(query, erasure);
    await forgetUserInRollups(query, schema, erasure.userId, erasure.companyId ?? undefined);
    await eraseMentions(query, schema, erasure);
    return finishErasure(query, schema, erasure.id);
  });
}

/** Calls that a worker of Citus has yet to commit would come back once the erasure is over. */
async function untilCommitted(transaction: RunTransaction): Promise<void> {
  for (let look = 1; await transaction(LIMITS, isHalfCommitted); look += 1) {
    if (look === LOOKS) throw new LlmDatabaseUnavailableError(undefined, STUCK);
    await sleep(LOOK_MS);
  }
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** What stays known of the calls that go: their ids. @returns the last one; undefined where there are no more. */
async function noteCalls(
  query: Query,
  schema: string | undefined,
  erasure: Erasure,
  which: 'all' | 'before',
  after: string,
): Promise<string | undefined> {
  const values: unknown[] = [];
  const bind = bindTo(values);
  const before = which === 'all' ? '' : `AND id < ${bind(erasure.below)}`;
  const rows = await query<{ id: string }>(
    `SELECT id FROM ${tableName(schema, 'llm_calls')}
WHERE ${ofPersonSql(erasure, bind)} AND id > ${bind(after)} ${before} ORDER BY id LIMIT ${BATCH}`,
    values,
  );
  await query(
    `INSERT INTO ${tableName(schema, 'llm_erased_calls')} (id, stays) SELECT id, $2 FROM unnest($1::uuid[]) AS id ON CONFLICT (id) DO NOTHING`,
    [rows.map(({ id }) => id), erasure.anonymises],
  );
  return rows.at(-1)?.id;
}

async function eraseBatch(query: Query, schema: string | undefined, erasure: Erasure): Promise<number> {
  await takeTurn(query, erasure);
  const values: unknown[] = [];
  const rows = await query<{ id: string }>(
    `SELECT id FROM ${tableName(schema, 'llm_calls')} WHERE ${ofPersonSql(erasure, bindTo(values))}
  AND id IN (SELECT id FROM ${tableName(schema, 'llm_erased_calls')}) ORDER BY id LIMIT ${BATCH}`,
    values,
  );
  const ids = rows.map(({ id }) => id);
  await (erasure.anonymises ? anonymise(query, schema, ids) : remove(query, schema, ids));
  await countErased(query, schema, erasure.id, ids.length);
  return ids.length;
}

function ofPersonSql({ userId, companyId, holdTags }: Erasure, bind: Bind): string {
  const ofCompany = companyId === null ? '' : ` AND company_id = ${bind(companyId)}`;
  return `user_id = ${bind(userId)}${ofCompany} AND NOT ${legalHoldSql(holdTags, bind)}`;
}

async function remove(query: Query, schema: string | undefined, ids: string[]): Promise<void> {
  await keepRollupsOfCalls(query, schema, ids);
  await query(`DELETE FROM ${tableName(schema, 'llm_calls')} WHERE id = ANY ($1)`, [ids]);
}

async function anonymise(query: Query, schema: string | undefined, ids: string[]): Promise<void> {
  await query(`UPDATE ${tableName(schema, 'llm_calls')} SET ${SET_ANONYMOUS} WHERE id = ANY ($1)`, [ids]);
  await noteChangedHours(query, schema, hoursOfIds(ids));
}
