import { LlmStatsService } from '../../stats/llm-stats.service.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import { COMMON_FILTER_HELP, numberOf } from '../call-filter-options.js';
import { CliUsageError, type CliCommand } from '../command.js';
import { columnsOf } from '../output/fit.js';
import { safeJson } from '../output/safe-text.js';
import { statsReport } from '../output/stats-report.js';
import { styleFor } from '../output/style.js';
import { written } from '../output/written.js';
import { readStats } from '../read-stats.js';
import { reportingZone } from '../reporting-zone.js';
import { statsFilters, STATS_OPTIONS } from '../stats-options.js';
import { TIME_HELP } from '../time-options.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = {
  ...DATABASE_OPTIONS,
  ...STATS_OPTIONS,
  top: { type: 'string' },
  'time-zone': { type: 'string' },
  json: { type: 'boolean' },
} as const;

const MAX_TOP = 100;

/** Prints what calls cost, how they did, and for whom. */
export const statsCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging stats [--since <time> | --days <n> | --from <time>] [--to <time>] [filters] [--top <n>] [--json] [--url <url>] [--schema <schema>]

  --days       the last so many days; default 30
${TIME_HELP}
${COMMON_FILTER_HELP}
  --top        models, users, companies and errors to name, 1 to ${MAX_TOP}; default 5
  --time-zone  where days begin, and of which times are: Europe/Berlin; default: the reporting zone of the application
  --json       everything as JSON
${DATABASE_HELP}

Examples:
  npx nestjs-llm-logging stats --since 24h
  npx nestjs-llm-logging stats --from 2026-11-01 --to 2026-12-01 --company acme --time-zone Europe/Berlin
  npx nestjs-llm-logging stats --days 1 --type rag_synthesis --json | jq .performance.p95LatencyMs
`,
  run: async (args, host) => {
    const given = readOptions(args, OPTIONS);
    const top = numberOf('--top', given.top) ?? 5;
    if (!Number.isInteger(top) || top < 1 || top > MAX_TOP)
      throw new CliUsageError(`--top: must be a whole number from 1 to ${MAX_TOP}.`);
    const filters = statsFilters(given);
    const stats = await withDatabase(given, host, async (database) => {
      const timeZone = await reportingZone(database, given['time-zone']);
      return readStats(new LlmStatsService(database, { timeZone }), { filters, top, timeZone });
    });
    const shown = { style: styleFor(host), columns: columnsOf(host) };
    await written(given.json ? `${safeJson(stats)}\n` : statsReport(stats, shown), host);
  },
};
