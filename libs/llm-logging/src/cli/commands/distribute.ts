import { checkCluster } from '../../storage/citus/check-cluster.js';
import {
  countRoughly,
  distributeCalls,
  requireTables,
  undistributeCalls,
} from '../../storage/citus/distribute-calls.js';
import { distributionOf, type Distribution } from '../../storage/citus/distribution.js';
import type { LlmDatabase } from '../../storage/llm-database.js';
import type { Query } from '../../storage/query.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import { CliUsageError, type CliCommand, type CliHost } from '../command.js';
import { Progress } from '../output/progress.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = {
  ...DATABASE_OPTIONS,
  shards: { type: 'string', default: '4' },
  concurrently: { type: 'boolean', default: false },
  undo: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
} as const;
const MOST_SHARDS = 64;

/** Distributes the calls over the workers of a Citus cluster, or brings them back. */
export const distributeCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging distribute [--shards <n>] [--concurrently] [--dry-run] [--undo] [--url <url>] [--schema <schema>]

  --shards        pieces of each partition: 1 to ${MOST_SHARDS}; default: 4. One or two for each worker; more make every question slower
  --concurrently  let applications write meanwhile; needs wal_level = logical. Without it writers wait, and their calls are stored after it
  --dry-run       check the cluster and change nothing
  --undo          bring all calls back to this server; writers wait meanwhile
${DATABASE_HELP}

The URL is that of the coordinator, the role the owner of the tables. It checks extension, workers and settings first, and names what is missing.
Exit code 1 where something is.

Examples:
  npx nestjs-llm-logging distribute --shards 4 --dry-run --url postgres://owner@coordinator/app
  npx nestjs-llm-logging distribute --shards 4 --concurrently
  npx nestjs-llm-logging distribute --undo
`,
  run: async (args, host) => {
    const given = readOptions(args, OPTIONS);
    const shards = shardsOf(given.shards);
    if (given.undo && given.concurrently)
      throw new CliUsageError(
        '--undo: calls cannot be brought back while applications write. Leave out --concurrently.',
      );
    await withDatabase(given, host, async (database) => {
      const query: Query = (sql, values) => database.query(sql, values);
      await requireTables(query, database.schema);
      const now = await distributionOf(query, database.schema);
      if (given.undo) return bringBack(database, now, given['dry-run'], host);
      if (now !== undefined) return host.stdout.write(`llm_calls is distributed already: ${written(now)}.\n`);
      await requireCluster(query, given.concurrently);
      if (given['dry-run']) return host.stdout.write('Nothing is in the way. Nothing was changed.\n');
      await withProgress(database, host, (onCopied) =>
        distributeCalls(database, { shards, concurrently: given.concurrently, onCopied }),
      );
      host.stdout.write(`llm_calls is distributed: ${written((await distributionOf(query, database.schema))!)}.\n`);
    });
  },
};

function shardsOf(given: string): number {
  const shards = /^\d{1,2}$/.test(given) ? Number(given) : NaN;
  if (!(shards >= 1 && shards <= MOST_SHARDS))
    throw new CliUsageError(`--shards: must be a whole number from 1 to ${MOST_SHARDS}.`);
  return shards;
}

async function requireCluster(query: Query, concurrently: boolean): Promise<void> {
  const faults = await checkCluster(query, { concurrently });
  if (faults.length === 0) return;
  const lines = faults.map(({ problem, remedy }) => `  - ${problem}. ${remedy}`);
  throw new Error(`llm_calls cannot be distributed yet:\n${lines.join('\n')}`);
}

async function bringBack(
  database: LlmDatabase,
  now: Distribution | undefined,
  isDryRun: boolean,
  host: CliHost,
): Promise<void> {
  if (now === undefined) {
    host.stdout.write('llm_calls is not distributed.\n');
    return;
  }
  if (isDryRun) {
    host.stdout.write(`llm_calls is distributed: ${written(now)}. Nothing was changed.\n`);
    return;
  }
  await withProgress(database, host, (onCopied) => undistributeCalls(database, onCopied));
  host.stdout.write('llm_calls lies on this server alone.\n');
}

async function withProgress(
  database: LlmDatabase,
  host: CliHost,
  work: (onCopied: (calls: number) => void) => Promise<void>,
): Promise<void> {
  const calls = await countRoughly((sql, values) => database.query(sql, values), database.schema);
  const progress = new Progress(host);
  progress.reach(0, calls, 'copying calls');
  try {
    await work((copied) => progress.reach(copied, calls, `${copied.toLocaleString('en')} calls copied`));
  } finally {
    progress.end();
  }
}

function written({ shards, workers }: Distribution): string {
  return `${shards} shards of each partition on ${workers} worker${workers === 1 ? '' : 's'}`;
}
