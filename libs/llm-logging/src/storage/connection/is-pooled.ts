import type { QueryRunner } from 'typeorm';

/**
 * Whether a pooler such as PgBouncer stands between: it gives its clients process ids of its own. What a session keeps beyond a transaction
 * (locks, settings) may then be somebody else's with the next statement.
 */
export async function isPooled(queryRunner: QueryRunner): Promise<boolean> {
  const { processID } = (await queryRunner.connect()) as { processID?: unknown };
  if (typeof processID !== 'number') return false;
  const [row] = (await queryRunner.query('SELECT pg_backend_pid() AS pid')) as { pid: number }[];
  return row!.pid !== processID;
}
