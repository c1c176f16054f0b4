import type { Query } from '../query.js';

/** Transactions that a worker has prepared and not yet committed. */
const PREPARED = `SELECT coalesce(string_agg(gid, ' '), '') FROM pg_prepared_xacts WHERE database = current_database()`;

/**
 * Whether rows of transactions that have committed are missing from what is read now. On Citus a transaction commits on the coordinator
 * first and on its workers then. A worker that is cut off between the two shows the rows when it has recovered, within a minute. Always
 * false on plain PostgreSQL.
 */
export async function isHalfCommitted(query: Query): Promise<boolean> {
  const citus = await query(`SELECT FROM pg_extension WHERE extname = 'citus'`);
  if (citus.length === 0) return false;
  // What the coordinator has committed it notes here, until Citus has seen, once a minute, that all workers have committed it.
  if ((await query('SELECT FROM pg_dist_transaction LIMIT 1')).length === 0) return false;
  const answers = await query<{ success: boolean; result: string }>(
    'SELECT success, result FROM run_command_on_workers($1)',
    [PREPARED],
  );
  if (answers.some(({ success }) => !success)) return true;
  const prepared = answers.flatMap(({ result }) => result.split(' ')).filter((gid) => gid !== '');
  if (prepared.length === 0) return false;
  // What else is prepared may still be rolled back.
  return (await query('SELECT FROM pg_dist_transaction WHERE gid = ANY ($1) LIMIT 1', [prepared])).length > 0;
}
