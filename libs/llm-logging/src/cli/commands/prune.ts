import type { RemovalPolicy } from '../../retention/removal/call-classes.js';
import type { LlmCleanupReport } from '../../retention/removal/removal-report.js';
import { removeCallsAlone } from '../../retention/removal/remove-calls.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import { CliUsageError, type CliCommand, type CliHost } from '../command.js';
import { Progress } from '../output/progress.js';
import { count, counted } from '../output/quantities.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = {
  ...DATABASE_OPTIONS,
  days: { type: 'string' },
  'payload-days': { type: 'string' },
  hold: { type: 'string', multiple: true },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** Removes old calls, or the texts of old calls. */
export const pruneCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging prune [--yes] [--days <n>] [--payload-days <n>] [--hold <tag>] [--json] [--url <url>] [--schema <schema>]

  --days          remove the calls started more than so many days ago; statistics stay
  --payload-days  take the texts of calls started more than so many days ago; numbers stay
  --hold          touch no call with this tag; several by saying it again
  --dry-run       report what would be done, and change nothing: so it is without --yes
  --yes           do it
  --json          print the report as JSON
${DATABASE_HELP}

It knows nothing of the option \`retention\` of your application: name its \`holdTags\` here too. Exit code 1 where another instance is at it.

Examples:
  npx nestjs-llm-logging prune --days 365
  npx nestjs-llm-logging prune --days 365 --payload-days 30 --hold legal-hold --yes
`,
  run: async (args, host) => {
    const given = readOptions(args, OPTIONS);
    const isDryRun = given.yes !== true;
    if (given['dry-run'] === true && !isDryRun)
      throw new CliUsageError('Say either --dry-run, to see what would be done, or --yes, to do it.');
    const policy: RemovalPolicy = {
      days: daysOf('--days', given.days),
      payloadDays: daysOf('--payload-days', given['payload-days']),
      holdTags: given.hold ?? [],
    };
    if (policy.days === undefined && policy.payloadDays === undefined)
      throw new CliUsageError('What is to go? Give --days, --payload-days or both.');
    const progress = new Progress(host);
    const report = await withDatabase(given, host, (database) =>
      removeCallsAlone(database, policy, {
        dryRun: isDryRun,
        onBatch: (at, end) => progress.reach(at.getTime(), end.getTime(), `calls of ${at.toISOString().slice(0, 10)}`),
      }),
    ).finally(() => progress.end());
    if (report === null) throw new Error('Another instance is cleaning up: try again later.');
    print(report, given.json === true, host);
    if (isDryRun) host.stderr.write('Nothing was changed. Say --yes to do it.\n');
  },
};

function daysOf(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (!/^[1-9]\d{0,4}$/.test(given)) throw new CliUsageError(`${option}: must be a whole number of days, 1 at least.`);
  return Number(given);
}

function print(report: LlmCleanupReport, asJson: boolean, { stdout }: CliHost): void {
  if (asJson) {
    stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  const { dryRun, removed, emptied, underLegalHold, refusedRemoved, rollupsRemoved, droppedPartitions } = report;
  stdout.write(
    `${dryRun ? 'Would remove' : 'Removed'} ${counted(removed, 'call')} (with ${counted(droppedPartitions.length, 'partition')}), ${counted(refusedRemoved, 'refused record')} and ${counted(rollupsRemoved, 'rollup')}, ${dryRun ? 'take' : 'took'} the texts of ${count(emptied)}; ${count(underLegalHold)} ${underLegalHold === 1 ? 'is' : 'are'} under legal hold.\n`,
  );
}
