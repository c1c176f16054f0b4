/**
 * SQL that is true for the session with the process id $1, where it is one of this role, database and application. A pooler such as PgBouncer
 * gives its clients numbers of its own: what has such a number here is mostly nobody, and never to be touched where it is somebody else.
 */
export const IS_OWN_SESSION = `pid = $1 AND usename = current_user AND datname = current_database()
  AND application_name = current_setting('application_name')`;
