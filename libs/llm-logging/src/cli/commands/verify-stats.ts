import { repairRollups, verifyRollups, type VerifiedRollups } from '../../rollups/verify/verify-rollups.js';
import type { TimeRange } from '../../rollups/plan/question.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import { CliUsageError, type CliCommand, type CliHost } from '../command.js';
import { Progress } from '../output/progress.js';
import { counted } from '../output/quantities.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = {
  ...DATABASE_OPTIONS,
  from: { type: 'string' },
  to: { type: 'string' },
  repair: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** Compares the rollups with the rows that they were made of. */
export const verifyStatsCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging verify-stats [--from <time>] [--to <time>] [--repair] [--json] [--url <url>] [--schema <schema>]

  --from     days from that of this time, ISO 8601: 2026-11-01; default: the first
  --to       and before this time; default: the last
  --repair   make rollups that differ again from the calls; rollups of calls that are gone stay
  --json     print the result as JSON
${DATABASE_HELP}

Exit code 1 where rollups differ and are not repaired. Hours that are not rolled up yet are not compared: answers read their calls.

Examples:
  npx nestjs-llm-logging verify-stats
  npx nestjs-llm-logging verify-stats --from 2026-11-01 --to 2026-12-01 --repair
`,
  run: async (args, host) => {
    const given = readOptions(args, OPTIONS);
    const time = timeOf(given.from, given.to);
    await withDatabase(given, host, async (database) => {
      const progress = new Progress(host);
      const onDay = (day: Date, end: Date): void =>
        progress.reach(day.getTime(), end.getTime(), day.toISOString().slice(0, 10));
      const verified = await verifyRollups(database, time, onDay).finally(() => progress.end());
      const repaired = given.repair ? await repairRollups(database, verified.differences) : 0;
      report(verified, repaired, given.json === true, host);
      const left = verified.differences.length - repaired;
      if (left > 0)
        throw new Error(
          `${counted(left, 'rollup')} ${left === 1 ? 'differs' : 'differ'} from the calls${given.repair ? '' : ': --repair makes them again'}.`,
        );
    });
  },
};

function timeOf(from: string | undefined, to: string | undefined): TimeRange | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined) throw new CliUsageError('--from: which time? It goes with --to.');
  const time = { from: Date.parse(from), to: to === undefined ? Date.now() : Date.parse(to) };
  if (Number.isNaN(time.from) || Number.isNaN(time.to))
    throw new CliUsageError('--from and --to: give times as 2026-11-01 or 2026-11-01T12:00Z.');
  if (time.from >= time.to) throw new CliUsageError('--from must be before --to.');
  return time;
}

function report(verified: VerifiedRollups, repaired: number, asJson: boolean, { stdout }: CliHost): void {
  if (asJson) {
    stdout.write(`${JSON.stringify({ ...verified, repaired })}\n`);
    return;
  }
  const { hours, days, differences } = verified;
  stdout.write(
    `${counted(hours, 'hour')} and ${counted(days, 'day')} compared, ${counted(differences.length, 'difference')}, ${repaired} repaired.\n`,
  );
  for (const { table, period, callsInRollups, callsInRows } of differences)
    stdout.write(
      `  ${table} ${period.toISOString()}: ${counted(callsInRollups, 'call')} in rollups, ${callsInRows} in rows\n`,
    );
}
