import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LlmLoggingError } from '../../errors.js';
import { tableName } from '../table-name.js';

/**
 * A migration that is SQL text, so that it can be shown before it is run. It is frozen: it never says what the code says today. Its statements
 * keep what is there: tables may have been restored without the notes of which migrations ran.
 */
export abstract class SqlMigration implements MigrationInterface {
  /** Unique; ends in the time of its making, by which migrations are ordered. */
  abstract readonly name: string;

  /** Statements, each ended by a semicolon at the end of a line. `@llm_calls` stands for the table `llm_calls` in the schema of the log. */
  protected abstract readonly sql: string;

  statements(schema: string | undefined): string[] {
    return this.sql
      .replace(/@(llm_\w+)/g, (_, name: string) => tableName(schema, name))
      .split(/;\n/)
      .map((statement) => statement.trim())
      .filter((statement) => statement !== '');
  }

  async up(queryRunner: QueryRunner): Promise<void> {
    const { schema } = queryRunner.connection.options as { schema?: string };
    for (const statement of this.statements(schema)) await queryRunner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(
      new LlmLoggingError(
        'There is no migration backwards: an older version runs on the tables of a newer one. See docs/upgrading.md.',
      ),
    );
  }
}
