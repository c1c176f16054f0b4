import type { LlmCall } from '../../storage/rows/llm-call.entity.js';
import { pagesOfCalls } from '../../calls/call-pages.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import { callFilters, CALL_FILTER_HELP, CALL_FILTER_OPTIONS, numberOf } from '../call-filter-options.js';
import { CliUsageError, type CliCommand } from '../command.js';
import { callLine } from '../output/call-line.js';
import { columnsOf } from '../output/fit.js';
import { safeJson } from '../output/safe-text.js';
import { styleFor } from '../output/style.js';
import { written } from '../output/written.js';
import { TIME_HELP, TIME_OPTIONS, timesOf } from '../time-options.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = {
  ...DATABASE_OPTIONS,
  ...CALL_FILTER_OPTIONS,
  ...TIME_OPTIONS,
  lines: { type: 'string', short: 'n' },
  json: { type: 'boolean' },
} as const;

const MAX_LINES = 10_000;

/** Lists calls. */
export const callsCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging calls [--since <time>] [filters] [-n <lines>] [--json] [--url <url>] [--schema <schema>]

${TIME_HELP}
${CALL_FILTER_HELP}
  -n, --lines     calls to list, 1 to ${MAX_LINES}; default 20
  --json          one call a line as JSON, whole
${DATABASE_HELP}

Newest first, with local times. On a terminal lines are cut to its width. \`export\` prints any number.

Examples:
  npx nestjs-llm-logging calls --since 2h --status error
  npx nestjs-llm-logging calls --company acme --min-cost 0.05 -n 50
`,
  run: async (args, host) => {
    const given = readOptions(args, OPTIONS);
    const lines = numberOf('--lines', given.lines) ?? 20;
    if (!Number.isInteger(lines) || lines < 1 || lines > MAX_LINES)
      throw new CliUsageError(`--lines: must be a whole number from 1 to ${MAX_LINES}.`);
    const { from, to } = timesOf(given);
    const filters = { ...callFilters(given), startDate: from, endDate: to };
    const style = styleFor(host);
    const lineOf = (call: LlmCall): string =>
      given.json === true ? safeJson(call) : callLine(call, style, columnsOf(host), true);
    await withDatabase(given, host, async (database) => {
      let left = lines;
      for await (const page of pagesOfCalls(database, filters)) {
        const shown = page.slice(0, left);
        await written(shown.map((call) => `${lineOf(call)}\n`).join(''), host);
        left -= shown.length;
        if (left === 0) return;
      }
      if (left === lines) host.stderr.write('There is no such call.\n');
    });
  },
};
