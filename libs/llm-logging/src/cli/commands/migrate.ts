import { parseArgs } from 'node:util';
import { LlmDatabase } from '../../storage/llm-database.js';
import { migrate, pendingStatements } from '../../storage/migrate.js';
import { ensurePartitions, partitionsAhead } from '../../storage/partitions.js';
import { CliUsageError, type CliCommand, type CliHost } from '../command.js';

interface MigrateArguments {
  readonly url: string;
  readonly schema: string | undefined;
  readonly dryRun: boolean;
}

/** Brings the tables up to date, or shows what that would do. */
export const migrateCommand: CliCommand = {
  name: 'migrate',
  summary: 'make the tables of the log, or bring them up to date',
  help: `nestjs-llm-logging migrate [--url <url>] [--schema <schema>] [--dry-run]

  --url      postgres://user:password@host:port/database; default: DATABASE_URL
  --schema   schema of the tables, made when missing; default: the connection's own
  --dry-run  print the SQL and change nothing

Examples:
  npx nestjs-llm-logging migrate --url postgres://localhost/app
  DATABASE_URL=postgres://localhost/app npx nestjs-llm-logging migrate --dry-run > migration.sql
`,
  run: async (args, host) => {
    const { url, schema, dryRun } = readArguments(args, host);
    const database = new LlmDatabase({ database: { url, schema, poolSize: 1 }, migrate: false });
    try {
      await (dryRun ? printPending(database, host) : bringUpToDate(database, host));
    } finally {
      await database.close();
    }
  },
};

function readArguments(args: string[], host: CliHost): MigrateArguments {
  const { url = host.env['DATABASE_URL'], schema, 'dry-run': dryRun = false } = parse(args);
  if (!url) throw new CliUsageError('Which database? Give --url, or set DATABASE_URL.');
  if (!/^postgres(ql)?:\/\//.test(url))
    throw new CliUsageError('--url must look like postgres://user:password@host:port/database.');
  return { url, schema, dryRun };
}

function parse(args: string[]): { url?: string; schema?: string; 'dry-run'?: boolean } {
  try {
    return parseArgs({
      args,
      options: { url: { type: 'string' }, schema: { type: 'string' }, 'dry-run': { type: 'boolean' } },
    }).values;
  } catch (error) {
    throw new CliUsageError(error instanceof Error ? error.message : String(error));
  }
}

async function printPending(database: LlmDatabase, host: CliHost): Promise<void> {
  const statements = await pendingStatements(await database.ready(), database.schema);
  host.stdout.write(
    statements.length === 0 ? '-- The tables are up to date.\n' : statements.map((sql) => `${sql};\n`).join('\n'),
  );
}

async function bringUpToDate(database: LlmDatabase, host: CliHost): Promise<void> {
  const dataSource = await database.ready();
  const ran = await migrate(dataSource, database.schema);
  await ensurePartitions(dataSource, database.schema, partitionsAhead());
  host.stdout.write(ran.length === 0 ? 'The tables are up to date.\n' : `Done: ${ran.join(', ')}.\n`);
}
