import { forgetSubject } from '../../storage/budgets/read-counters.js';
import type { Query } from '../../storage/query.js';
import { tableName } from '../../storage/table-name.js';
import type { Person } from './erasures.js';

/** An id of a person that stands alone in a text says somebody's name: a shorter one may be any number. */
const TELLING_LENGTH = 6;
/** What stands in the audit log where the id of an erased person stood. */
const ERASED = '[erased]';

/** Erases what names a person in what is no call: records that could not be stored, and notes of who looked for the person. */
export async function eraseMentions(query: Query, schema: string | undefined, person: Person): Promise<void> {
  await removeRefused(query, schema, person);
  await eraseFromAuditLog(query, schema, person);
  // Of one company alone nothing is counted by person.
  if (person.companyId === null) await forgetSubject(query, schema, person.userId);
}

/** A refused record is the JSON of a call, as text: of an erased call, or one that names the person anywhere. */
async function removeRefused(
  query: Query,
  schema: string | undefined,
  { userId, companyId, holdTags }: Person,
): Promise<void> {
  const inCompany = companyId === null ? [] : [`"companyId":${JSON.stringify(companyId)}`];
  await query(
    `DELETE FROM ${tableName(schema, 'llm_refused_calls')}
WHERE (position($1 IN record) > 0 OR ($2 <> '' AND record ~ $2) OR EXISTS (
    SELECT FROM ${tableName(schema, 'llm_erased_calls')} AS e WHERE e.id::text = substring(record from '"id":"([^"]*)"')))
  AND NOT EXISTS (SELECT FROM unnest($3::text[]) AS mention WHERE position(mention IN record) = 0)
  AND NOT EXISTS (SELECT FROM unnest($4::text[]) AS tag WHERE position(tag IN record) > 0)`,
    [JSON.stringify(userId), aloneIn(userId), inCompany, holdTags.map((tag) => JSON.stringify(tag))],
  );
}

/** The notes stay: who did it, when and what. The person whom it was about is named no more, as target, in filters and in terms of a search. */
async function eraseFromAuditLog(
  query: Query,
  schema: string | undefined,
  { userId, companyId }: Person,
): Promise<void> {
  const whole = JSON.stringify(userId);
  await query(
    `UPDATE ${tableName(schema, 'llm_audit_log')} SET
  target = CASE WHEN target = $1 THEN '${ERASED}' ELSE target END,
  filters = CASE WHEN $3 = '' THEN replace(filters::text, $2, '"${ERASED}"') ELSE regexp_replace(filters::text, $3, '\\1${ERASED}', 'g') END::jsonb
WHERE (target = $1 OR position($4 IN filters::text) > 0)
  AND ($5::text IS NULL OR company_id = $5 OR filters ->> 'companyId' = $5)`,
    [userId, whole, aloneIn(userId), whole.slice(1, -1), companyId],
  );
}

/** A pattern of PostgreSQL for an id that is no part of a longer word in a JSON text; empty for one so short that it may be an ordinary word. */
function aloneIn(userId: string): string {
  if (userId.length < TELLING_LENGTH) return '';
  const written = JSON.stringify(userId).slice(1, -1);
  // After an escape, such as that of a line break, a word begins.
  const before = String.raw`(^|[^[:alnum:]_-]|\\[nrtbf]|\\u[0-9a-f]{4})`;
  return `${before}${written.replace(/[^\p{L}\p{N}\s]/gu, '\\$&')}(?=$|[^[:alnum:]_-])`;
}
