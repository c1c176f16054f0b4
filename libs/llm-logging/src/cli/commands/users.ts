import type { TopUser } from '../../stats/answers/top-users.js';
import { LlmStatsService } from '../../stats/llm-stats.service.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import { COMMON_FILTER_HELP, numberOf } from '../call-filter-options.js';
import { CliUsageError, type CliCommand } from '../command.js';
import { columnsOf, fit } from '../output/fit.js';
import { costColumn, costText } from '../output/costs.js';
import { count, counted, share } from '../output/quantities.js';
import { safeBeginning, safeJson } from '../output/safe-text.js';
import { styleFor, type Style } from '../output/style.js';
import { written } from '../output/written.js';
import { reportingZone } from '../reporting-zone.js';
import { statsFilters, STATS_OPTIONS } from '../stats-options.js';
import { TIME_HELP } from '../time-options.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = {
  ...DATABASE_OPTIONS,
  ...STATS_OPTIONS,
  by: { type: 'string' },
  top: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const RANKINGS = ['cost', 'calls'] as const;
const MAX_TOP = 1_000;
const NAME_LENGTH = 100;

/** Lists users. */
export const usersCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging users [--since <time> | --days <n>] [filters] [--by cost|calls] [--top <n>] [--json] [--url <url>] [--schema <schema>]

  --days     the last so many days; default 30
${TIME_HELP}
${COMMON_FILTER_HELP}
  --by       cost (default) or calls
  --top      users to list, 1 to ${MAX_TOP}; default 20
  --json     as JSON
${DATABASE_HELP}

Examples:
  npx nestjs-llm-logging users --since 7d
  npx nestjs-llm-logging users --company acme --by calls --top 5
`,
  run: async (args, host) => {
    const given = readOptions(args, OPTIONS);
    const limit = numberOf('--top', given.top) ?? 20;
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_TOP)
      throw new CliUsageError(`--top: must be a whole number from 1 to ${MAX_TOP}.`);
    const by = RANKINGS.find((each) => each === (given.by ?? 'cost'));
    if (by === undefined) throw new CliUsageError(`--by: must be one of ${RANKINGS.join(', ')}.`);
    const query = { ...statsFilters(given), by, limit };
    const users = await withDatabase(given, host, async (database) => {
      const timeZone = await reportingZone(database, undefined);
      return new LlmStatsService(database, { timeZone }).getTopUsers(query);
    });
    const style = styleFor(host);
    const text = given.json === true ? `${safeJson(users)}\n` : table(users, style, columnsOf(host));
    await written(text, host);
    if (users.length === 0 && given.json !== true) host.stderr.write('There are no calls of users in that time.\n');
  },
};

/** Names come last in a line, so that none of any width shifts a column. */
function table(users: readonly TopUser[], style: Style, columns: number | undefined): string {
  const format = costColumn(users.map(({ totalCost }) => totalCost));
  const rows = users.map((user) => [
    costText(user, format),
    counted(user.totalCalls, 'call'),
    `${count(user.totalTokens)} tokens`,
    `${share(user.totalCalls === 0 ? null : user.failedCalls / user.totalCalls)} failed`,
    style('bold', safeBeginning(user.userId, NAME_LENGTH)),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) => row.map((cell, column) => (column < 4 ? cell.padStart(widths[column]!) : cell)).join('  '))
    .map((line) => `${fit(line, columns)}\n`)
    .join('');
}
