import { callIdBound } from 'llm-exchange/call';
import { isLocked } from '../../storage/connection/database-errors.js';
import type { Query } from '../../storage/query.js';
import { tableName } from '../../storage/table-name.js';
import { ERASURE_LOCK, userHashSql } from '../../storage/writing/erased-lines.js';
import type { RunTransaction } from './call-removal.js';

/** Who is erased, and what of theirs. */
export interface Person {
  readonly userId: string;
  /** Only calls of this company; null: of any. */
  readonly companyId: string | null;
  /** Calls stay without what is personal, rather than go. */
  readonly anonymises: boolean;
  readonly holdTags: readonly string[];
}

/** An erasure under way. */
export interface Erasure extends Person {
  readonly id: string;
  /** Calls with ids below began before it. */
  readonly below: string;
}

/** Writers wait behind it, so it is tried shortly and several times rather than once for long. */
const LIMITS = { statementTimeoutMs: 10_000, lockTimeoutMs: 2_000 };
const TRIES = 15;
/** How long what was erased is known for. A journal that is found later could bring calls back. */
const KNOWN_DAYS = 90;

/** Makes an erasure known to all writers: calls of this person that began before are not stored from now on. */
export function beginErasure(
  transaction: RunTransaction,
  schema: string | undefined,
  person: Person,
): Promise<Erasure> {
  return withoutWriters(transaction, async (query) => {
    const [{ now }] = (await query('SELECT clock_timestamp() AS now')) as [{ now: Date }];
    // Ids are made by the clocks of applications.
    const below = callIdBound(new Date(Math.max(now.getTime(), Date.now()) + 1));
    const [{ id }] = (await query(
      `INSERT INTO ${tableName(schema, 'llm_erasures')} (user_hash, user_id, company_id, anonymises, hold_tags, below)
VALUES (${userHashSql('$1::text')}, $1, $2, $3, $4, $5) RETURNING id`,
      [person.userId, person.companyId, person.anonymises, person.holdTags, below],
    )) as [{ id: string }];
    return { ...person, id, below };
  });
}

/**
 * Runs a transaction between those of writers: what they have stored it sees, what it says they see. Batches wait for it meanwhile.
 * @throws LlmDatabaseUnavailableError where a batch goes on for long.
 */
export async function withoutWriters<T>(transaction: RunTransaction, work: (query: Query) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction(LIMITS, async (query) => {
        await query(`SELECT pg_advisory_xact_lock(${ERASURE_LOCK})`);
        return work(query);
      });
    } catch (error) {
      if (tries === TRIES || !isLocked(error)) throw error;
    }
  }
}

/** Lets workers on one erasure take turns, batch by batch. To be said in the transaction of a batch. */
export async function takeTurn(query: Query, { id }: Erasure): Promise<void> {
  await query(`SELECT pg_advisory_xact_lock(hashtextextended('llm_erasures ' || $1::text, 0))`, [id]);
}

/** Counts calls that were erased. */
export async function countErased(query: Query, schema: string | undefined, id: string, calls: number): Promise<void> {
  await query(`UPDATE ${tableName(schema, 'llm_erasures')} SET calls = calls + $2 WHERE id = $1`, [id, calls]);
}

/** All is erased, and the user's id is not needed any more. @returns the number of calls. */
export async function finishErasure(query: Query, schema: string | undefined, id: string): Promise<number> {
  const [row] = await query<{ calls: string }>(
    `WITH finished AS (
  UPDATE ${tableName(schema, 'llm_erasures')} SET user_id = NULL, finished_at = coalesce(finished_at, now())
  WHERE id = $1 RETURNING calls
) SELECT calls FROM finished`,
    [id],
  );
  return Number(row?.calls ?? 0);
}

/** Those whose process died before it had finished, or has not yet. */
export function unfinishedErasures(query: Query, schema: string | undefined): Promise<Erasure[]> {
  return query(
    `SELECT id, user_id AS "userId", company_id AS "companyId", anonymises, hold_tags AS "holdTags", below
FROM ${tableName(schema, 'llm_erasures')} WHERE finished_at IS NULL ORDER BY id`,
  );
}

/** What was erased long ago need not be known any more. */
export async function forgetErasures(query: Query, schema: string | undefined): Promise<void> {
  const [erasures, erasedCalls] = [tableName(schema, 'llm_erasures'), tableName(schema, 'llm_erased_calls')];
  const isOld = `erased_at < now() - interval '${KNOWN_DAYS} days'`;
  const forgotten = await query(
    `WITH forgotten AS (DELETE FROM ${erasures} WHERE finished_at IS NOT NULL AND ${isOld} RETURNING id) SELECT id FROM forgotten`,
  );
  if (forgotten.length > 0) await query(`DELETE FROM ${erasedCalls} WHERE ${isOld}`);
}
