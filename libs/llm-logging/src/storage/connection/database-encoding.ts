import { LlmLoggingError } from '../../errors.js';
import type { Query } from '../query.js';

/**
 * Texts of language models have characters of all kinds, for which only UTF8 has room.
 * @throws LlmLoggingError where the database has another encoding.
 */
export async function requireUtf8(query: Query): Promise<void> {
  const [row] = await query<{ encoding: string; name: string }>(
    `SELECT current_setting('server_encoding') AS encoding, current_database() AS name`,
  );
  if (row === undefined || row.encoding === 'UTF8') return;
  throw new LlmLoggingError(
    `The database "${row.name}" has the encoding ${row.encoding}, which cannot store all that calls say, such as an emoji. ` +
      `Give the option \`database\` one whose encoding is UTF8: CREATE DATABASE llm_log ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0.`,
  );
}
