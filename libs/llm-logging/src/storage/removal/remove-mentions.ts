import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import type { Person } from './erasures.js';

/** An id of a person that stands alone in a text says somebody's name: a shorter one may be any number. */
const TELLING_LENGTH = 6;

/** A refused record is the JSON of a call, as text: of an erased call, or one that names the person anywhere. */
export async function removeRefusedMentions(
  query: Query,
  schema: string | undefined,
  { userId, companyId, holdTags }: Person,
): Promise<void> {
  const inCompany = companyId === null ? [] : [`"companyId":${JSON.stringify(companyId)}`];
  await query(
    `DELETE FROM ${tableName(schema, 'llm_refused_calls')}
WHERE (${mentionsSql('record')} OR EXISTS (
    SELECT FROM ${tableName(schema, 'llm_erased_calls')} AS e WHERE e.id::text = substring(record from '"id":"([^"]*)"')))
  AND NOT EXISTS (SELECT FROM unnest($3::text[]) AS mention WHERE position(mention IN record) = 0)
  AND NOT EXISTS (SELECT FROM unnest($4::text[]) AS tag WHERE position(tag IN record) > 0)`,
    [...mentionOf(userId), inCompany, holdTags.map((tag) => JSON.stringify(tag))],
  );
}

/** Who asked something stays noted; what it was, where the person was named in it, does not. */
export async function forgetInAuditLog(
  query: Query,
  schema: string | undefined,
  { userId, companyId }: Person,
): Promise<void> {
  await query(
    `UPDATE ${tableName(schema, 'llm_audit_log')} SET filters = '{"erased":true}'
WHERE ${mentionsSql('filters::text')} AND ($3::text IS NULL OR company_id = $3 OR filters->>'companyId' = $3)`,
    [...mentionOf(userId), companyId],
  );
}

/** True where a text names the person of {@link mentionOf}, which are the first parameters. */
function mentionsSql(text: string): string {
  return `(position($1 IN ${text}) > 0 OR ($2 <> '' AND ${text} ~ $2))`;
}

/** How JSON has the id as a value of its own, and a pattern for it inside a text; '' for an id that is too short. */
function mentionOf(userId: string): [value: string, pattern: string] {
  const name = JSON.stringify(userId);
  return [name, userId.length < TELLING_LENGTH ? '' : alone(name.slice(1, -1))];
}

/** A pattern of PostgreSQL for a text that is no part of a longer word. */
function alone(text: string): string {
  return `(^|[^[:alnum:]_-])${text.replace(/[^\p{L}\p{N}\s]/gu, '\\$&')}($|[^[:alnum:]_-])`;
}
