import { calculateLlmCost, reasonOf } from 'llm-exchange/pricing';
import {
  repriceCalls,
  type MissingPrice,
  type Repricing,
  type UnpricedCall,
} from '../../storage/writing/reprice-calls.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import { CliUsageError, type CliCommand, type CliHost } from '../command.js';
import { Progress } from '../output/progress.js';
import { counted } from '../output/quantities.js';
import { safeText } from '../output/safe-text.js';
import { TIME_HELP, TIME_OPTIONS, timesOf } from '../time-options.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = {
  ...DATABASE_OPTIONS,
  ...TIME_OPTIONS,
  'dry-run': { type: 'boolean' },
} as const;

/** Fills in the cost of calls whose model had no price when they were made. */
export const repriceCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging reprice --from <time> --to <time> | --since <time> [--url <url>] [--schema <schema>] [--dry-run]

${TIME_HELP}
${DATABASE_HELP}
  --dry-run  report what would be filled in, and change nothing

Prices are those of the installed @pydantic/genai-prices at the time of each call: update it first. A cost that is there stays.

Examples:
  npx nestjs-llm-logging reprice --from 2026-11-01 --to 2026-12-01
  npx nestjs-llm-logging reprice --from 2026-11-01 --to 2026-11-02T12:00Z --dry-run
`,
  run: async (args, host) => {
    const given = readOptions(args, OPTIONS);
    const times = timesOf(given);
    const until = times.to ?? (given.since === undefined ? undefined : new Date().toISOString());
    const [from, to] = [timeOf('--from', times.from), timeOf('--to', until)];
    if (from >= to) throw new CliUsageError('--from must be before --to.');
    const isDryRun = given['dry-run'] === true;
    const progress = new Progress(host);
    const onPage = (at: Date, unpriced: number): void =>
      progress.reach(at.getTime(), to.getTime(), `${counted(unpriced, 'call')} without a cost`);
    const repricing = await withDatabase(given, host, (database) =>
      repriceCalls(database, { from, to, isDryRun, onPage }, priceOf),
    ).finally(() => progress.end());
    report(repricing, isDryRun, host);
  },
};

function priceOf({ startedAt: at, ...call }: UnpricedCall): number | MissingPrice {
  const usage = { ...call, at };
  const cost = calculateLlmCost(usage);
  if (cost !== null) return cost;
  return reasonOf(usage) === 'no_tokens' ? 'no_tokens' : 'no_price';
}

function timeOf(option: string, given: string | undefined): Date {
  const time = new Date(given ?? '');
  if (Number.isNaN(time.getTime()))
    throw new CliUsageError(`${option}: which time? Give it as 2026-11-01 or 2026-11-01T12:00Z.`);
  return time;
}

function report(
  { unpriced, priced, cost, withoutTokens, unknownModels }: Repricing,
  isDryRun: boolean,
  { stdout }: CliHost,
): void {
  stdout.write(
    `${unpriced} ${unpriced === 1 ? 'call has' : 'calls have'} tokens and no cost; ${priced} ${isDryRun ? 'would get' : 'got'} one, ${cost.toFixed(6)} USD in all.\n`,
  );
  if (withoutTokens > 0)
    stdout.write(
      `${withoutTokens} more ${withoutTokens === 1 ? 'has' : 'have'} no cost because the tokens are not known: no price helps.\n`,
    );
  if (unknownModels.size === 0) return;
  const models = [...unknownModels].sort(([, a], [, b]) => b - a);
  stdout.write(
    `Without a price still:\n${models.map(([model, calls]) => `  ${safeText(model)}: ${counted(calls, 'call')}\n`).join('')}`,
  );
}
