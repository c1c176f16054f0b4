import { listPartitions } from '../../storage/partitions/list-partitions.js';
import { partitionsEnd } from '../../storage/partitions/partitions-end.js';
import { ensurePartitions } from '../../storage/partitions/partitions.js';
import { timesAhead } from '../../storage/partitions/times-ahead.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import { CliUsageError, type CliCommand } from '../command.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = { ...DATABASE_OPTIONS, ahead: { type: 'string', default: '12m' } } as const;

const DAYS = { d: 1, w: 7, m: 31 };
const MOST_DAYS = 3_660;

/** Makes partitions ahead, for applications that run as a role that may not make them. */
export const partitionsCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging partitions [--ahead <time>] [--url <url>] [--schema <schema>]

  --ahead    for how long from now: 30d, 8w or 12m (days, weeks, months); default: 12m
${DATABASE_HELP}

For applications with \`migrate: false\`. Run it as the owner of the tables. Calls for which there is no partition wait until there is one.

Examples:
  npx nestjs-llm-logging partitions --ahead 12m --url postgres://owner@localhost/app
`,
  run: async (args, host) => {
    const given = readOptions(args, OPTIONS);
    const days = daysOf(given.ahead);
    await withDatabase(given, host, async (database) => {
      const made = await ensurePartitions(await database.ready(), database.schema, timesAhead(days));
      const partitions = await listPartitions((sql, values) => database.query(sql, values), database.schema);
      const end = partitionsEnd(partitions, new Date()).toISOString().slice(0, 10);
      host.stdout.write(`Partitions made: ${made.length === 0 ? 'none' : made.join(', ')}. They end on ${end}.\n`);
    });
  },
};

function daysOf(ahead: string): number {
  const [, number, unit] = /^(\d{1,4})([dwm])$/.exec(ahead) ?? [];
  const days = Number(number) * (DAYS[unit as keyof typeof DAYS] ?? NaN);
  if (!(days >= 1 && days <= MOST_DAYS))
    throw new CliUsageError('--ahead: must be a time such as 30d, 8w or 12m, of ten years at most.');
  return days;
}
