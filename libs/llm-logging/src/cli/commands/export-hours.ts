import { LlmQueryError } from '../../errors.js';
import { hoursAgain } from '../../exports/hours-again.js';
import { runExports } from '../../exports/run-exports.js';
import { exportsOptions } from '../../options/exports.options.js';
import { type OptionFault, Place } from '../../options/schema/place.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import { CliUsageError, type CliCommand } from '../command.js';
import { counted } from '../output/quantities.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = {
  ...DATABASE_OPTIONS,
  directory: { type: 'string' },
  bucket: { type: 'string' },
  prefix: { type: 'string' },
  region: { type: 'string' },
  endpoint: { type: 'string' },
  format: { type: 'string', multiple: true },
  texts: { type: 'boolean' },
  since: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** Writes the hours that are due, or some again. */
export const exportHoursCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging export-hours (--directory <path> | --bucket <name>) [--format <format>] [--texts] [--since <time>] [--from <time> --to <time>] [--json] [--url <url>] [--schema <schema>]

  --directory where files go
  --bucket    of an S3-compatible store, with --prefix, --region and --endpoint; credentials as the AWS SDK finds them
  --format    parquet (default) or ndjson; both by saying it twice
  --texts     prompts, answers, error messages and metadata too
  --since     the first hour; default: that of the first call
  --from      with --to: these hours, also where they were written before
  --json      print what was written as JSON
${DATABASE_HELP}

Without --from and --to it writes the hours that ended 30 minutes ago or earlier and that this target does not have yet. Exit code 1 where another instance is at it.

Examples:
  npx nestjs-llm-logging export-hours --directory /data/llm
  npx nestjs-llm-logging export-hours --bucket llm --format ndjson --from 2026-01-31T05:00Z --to 2026-01-31T06:00Z
`,
  run: async (args, host) => {
    const given = readOptions(args, OPTIONS);
    const { directory, bucket, prefix, region, endpoint } = given;
    const to = Object.fromEntries(
      Object.entries({ directory, bucket, prefix, region, endpoint }).filter(([, value]) => value !== undefined),
    );
    const formats = given.format ?? ['parquet'];
    const exports = { to, formats, texts: given.texts === true, ...(given.since && { since: given.since }) };
    const place = new Place();
    const settings = exportsOptions.read(exports, place);
    if (place.faults.length > 0) throw new CliUsageError(place.faults.map(asArgument).join('\n'));
    const again = againOf(given.from, given.to);
    const report = await withDatabase(given, host, (database) => runExports(database, settings, again && { again }));
    if (report === null) throw new Error('Another instance is exporting: try again later.');
    if (given.json === true) host.stdout.write(`${JSON.stringify(report)}\n`);
    else
      for (const { hour, calls } of report.hours)
        host.stdout.write(`${hour.toISOString()} ${counted(calls, 'call')}\n`);
    host.stderr.write(`${counted(report.hours.length, 'hour')} written.\n`);
  },
};

/** `to.bucket` is `--bucket` here. */
function asArgument({ field, problem }: OptionFault): string {
  return `--${field.replace(/^to\./, '')}: ${problem}`;
}

function againOf(from: string | undefined, to: string | undefined): { from: Date; to: Date } | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined) throw new CliUsageError('Give both --from and --to, or neither.');
  return hoursAgain(timeOf('from', from), timeOf('to', to));
}

function timeOf(field: string, text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new LlmQueryError(field, 'must be an ISO 8601 time');
  return time;
}
