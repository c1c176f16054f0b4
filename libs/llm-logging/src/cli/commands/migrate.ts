import type { LlmDatabase } from '../../storage/llm-database.js';
import { migrate, pendingStatements } from '../../storage/schema/migrate.js';
import { ensurePartitions } from '../../storage/partitions/partitions.js';
import { timesAhead, YEAR_AHEAD } from '../../storage/partitions/times-ahead.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import type { CliCommand, CliHost } from '../command.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = { ...DATABASE_OPTIONS, 'dry-run': { type: 'boolean' } } as const;

/** Brings the tables up to date, or shows what that would do. */
export const migrateCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging migrate [--url <url>] [--schema <schema>] [--dry-run]

${DATABASE_HELP}, and made when missing
  --dry-run  print the SQL and change nothing

Partitions are made for a year ahead: \`partitions\` makes more.

Examples:
  npx nestjs-llm-logging migrate --url postgres://localhost/app
  DATABASE_URL=postgres://localhost/app npx nestjs-llm-logging migrate --dry-run > migration.sql
`,
  run: async (args, host) => {
    const given = readOptions(args, OPTIONS);
    await withDatabase(given, host, (database) =>
      given['dry-run'] ? printPending(database, host) : bringUpToDate(database, host),
    );
  },
};

async function printPending(database: LlmDatabase, host: CliHost): Promise<void> {
  const statements = await pendingStatements(await database.ready(), database.schema);
  host.stdout.write(
    statements.length === 0 ? '-- The tables are up to date.\n' : statements.map((sql) => `${sql};\n`).join('\n'),
  );
}

async function bringUpToDate(database: LlmDatabase, host: CliHost): Promise<void> {
  const dataSource = await database.ready();
  const { ran, foundTables } = await migrate(dataSource, database.schema);
  if (foundTables) host.stderr.write('Tables of the log were there without llm_logging_migrations: they were kept.\n');
  await ensurePartitions(dataSource, database.schema, timesAhead(YEAR_AHEAD));
  host.stdout.write(ran.length === 0 ? 'The tables are up to date.\n' : `Done: ${ran.join(', ')}.\n`);
}
