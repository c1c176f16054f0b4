import { checkDatabase, type HealthFinding } from '../check-database.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import type { CliCommand } from '../command.js';
import { columnsOf, fit } from '../output/fit.js';
import { counted } from '../output/quantities.js';
import { styleFor, type Style } from '../output/style.js';
import { written } from '../output/written.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = { ...DATABASE_OPTIONS, json: { type: 'boolean' } } as const;

/** Says how the log does, as far as its database knows. */
export const healthCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging health [--json] [--url <url>] [--schema <schema>]

  --json     as JSON
${DATABASE_HELP}

Tables, partitions, statistics, refused records, budgets and deliveries of events, each with its remedy. What waits in a running
application says its \`GET health\`. Exit code 1 where something has to be done.

Examples:
  npx nestjs-llm-logging health
  npx nestjs-llm-logging health --json | jq '.[] | select(.ok | not)'
`,
  run: async (args, host) => {
    const given = readOptions(args, OPTIONS);
    const findings = await withDatabase(given, host, checkDatabase);
    const style = styleFor(host);
    const lines = findings.map((finding) => `${fit(lineOf(finding, style), columnsOf(host))}\n`).join('');
    await written(given.json === true ? `${JSON.stringify(findings)}\n` : lines, host);
    const bad = findings.filter(({ ok }) => !ok).length;
    if (bad > 0) throw new Error(`${counted(bad, 'thing')} to be done.`);
  },
};

function lineOf({ name, ok, fact, remedy }: HealthFinding, style: Style): string {
  const mark = ok ? style('green', '✓') : style('red', '✗');
  return `${mark} ${name.padEnd(12)} ${fact}${remedy === undefined ? '' : ` ${style('yellow', remedy)}`}`;
}
