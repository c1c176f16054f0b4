import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A migration that is a list of statements, so that it can be shown before it is run. Its statements keep what is there: tables may
 * have been restored without the notes of which migrations ran.
 */
export abstract class SqlMigration implements MigrationInterface {
  /** Unique; ends in the time of its making, by which migrations are ordered. */
  abstract readonly name: string;

  abstract upStatements(schema: string | undefined): string[];
  abstract downStatements(schema: string | undefined): string[];

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of this.upStatements(schemaOf(queryRunner))) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of this.downStatements(schemaOf(queryRunner))) await queryRunner.query(statement);
  }
}

function schemaOf(queryRunner: QueryRunner): string | undefined {
  return (queryRunner.connection.options as { schema?: string }).schema;
}
