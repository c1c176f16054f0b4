import type { DataSource, QueryRunner } from 'typeorm';

/** Runs work on one connection, which is given back afterwards. */
export async function withQueryRunner<T>(
  dataSource: DataSource,
  work: (queryRunner: QueryRunner) => Promise<T>,
): Promise<T> {
  const queryRunner = dataSource.createQueryRunner();
  try {
    return await work(queryRunner);
  } finally {
    await queryRunner.release();
  }
}
