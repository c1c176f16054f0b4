import { hoursOfIds, noteChangedHours } from '../sums/changed-hours.js';
import type { Query } from '../query.js';
import { forgetUserInSums, keepSumsOfCalls } from '../sums/keep-sums.js';
import { tableName } from '../table-name.js';
import { bindTo, heldSql } from './call-classes.js';
import type { RunTransaction } from './call-removal.js';
import { SET_ANONYMOUS } from './erased-columns.js';

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

/** Erases a person in batches, then in sums and refused records. @returns the number of calls. */
export async function eraseUser(
  transaction: RunTransaction,
  schema: string | undefined,
  userId: string,
  { mode = 'remove', companyId, holdTags }: EraseUserOptions & { holdTags: readonly string[] },
): Promise<number> {
  let erased = 0;
  for (let batch = BATCH; batch === BATCH; erased += batch) {
    batch = await transaction(LIMITS, async (query) => {
      const ids = await idsOfUser(query, schema, { userId, companyId, holdTags });
      await (mode === 'remove' ? remove(query, schema, ids) : anonymise(query, schema, ids));
      return ids.length;
    });
  }
  await transaction(LIMITS, async (query) => {
    await forgetUserInSums(query, schema, userId, companyId);
    await removeMentions(query, schema, { userId, companyId, holdTags });
  });
  return erased;
}

interface Person {
  readonly userId: string;
  readonly companyId: string | undefined;
  readonly holdTags: readonly string[];
}

async function idsOfUser(
  query: Query,
  schema: string | undefined,
  { userId, companyId, holdTags }: Person,
): Promise<string[]> {
  const values: unknown[] = [userId, companyId ?? null];
  const held = heldSql(holdTags, bindTo(values));
  const rows = await query<{ id: string }>(
    `SELECT id FROM ${tableName(schema, 'llm_calls')}
WHERE user_id = $1 AND ($2::text IS NULL OR company_id = $2) AND NOT ${held} ORDER BY id LIMIT ${BATCH}`,
    values,
  );
  return rows.map(({ id }) => id);
}

async function remove(query: Query, schema: string | undefined, ids: string[]): Promise<void> {
  await keepSumsOfCalls(query, schema, ids);
  await query(`DELETE FROM ${tableName(schema, 'llm_calls')} WHERE id = ANY ($1)`, [ids]);
}

async function anonymise(query: Query, schema: string | undefined, ids: string[]): Promise<void> {
  await query(`UPDATE ${tableName(schema, 'llm_calls')} SET ${SET_ANONYMOUS} WHERE id = ANY ($1)`, [ids]);
  await noteChangedHours(query, schema, hoursOfIds(ids));
}

/** A refused record is the JSON of a call, as text. */
async function removeMentions(
  query: Query,
  schema: string | undefined,
  { userId, companyId, holdTags }: Person,
): Promise<void> {
  const mentions = [`"userId":${JSON.stringify(userId)}`];
  if (companyId !== undefined) mentions.push(`"companyId":${JSON.stringify(companyId)}`);
  await query(
    `DELETE FROM ${tableName(schema, 'llm_refused_calls')}
WHERE NOT EXISTS (SELECT FROM unnest($1::text[]) AS mention WHERE position(mention IN record) = 0)
  AND NOT EXISTS (SELECT FROM unnest($2::text[]) AS tag WHERE position(tag IN record) > 0)`,
    [mentions, holdTags.map((tag) => JSON.stringify(tag))],
  );
}
