import { setTimeout as sleep } from 'node:timers/promises';
import { LlmDatabaseUnavailableError } from '../../errors.js';
import type { LlmCall } from '../../storage/rows/llm-call.entity.js';
import { callFilters, CALL_FILTER_HELP, CALL_FILTER_OPTIONS, numberOf } from '../call-filter-options.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import { CliUsageError, type CliCommand, type CliHost } from '../command.js';
import { CallFollower } from '../follow-calls.js';
import { callLine } from '../output/call-line.js';
import { columnsOf } from '../output/fit.js';
import { safeJson } from '../output/safe-text.js';
import { styleFor } from '../output/style.js';
import { written } from '../output/written.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = {
  ...DATABASE_OPTIONS,
  ...CALL_FILTER_OPTIONS,
  lines: { type: 'string', short: 'n' },
  interval: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const MAX_LINES = 500;
const SHORTEST_INTERVAL_S = 0.1;

/** Shows calls as they start and end. */
export const tailCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging tail [filters] [-n <lines>] [--json] [--interval <seconds>] [--url <url>] [--schema <schema>]

${CALL_FILTER_HELP}
  -n, --lines     calls to show of those before, 0 to ${MAX_LINES}; default 10
  --json          one call a line as JSON, whole
  --interval      seconds between two looks, from ${SHORTEST_INTERVAL_S}; default 1
${DATABASE_HELP}

A call is shown when it starts (…) and when it ends: ✓ success, ✗ error, ⧖ timeout, ⊘ cancelled; one that ends between two looks is
shown once. Times are local. Ctrl-C ends it, with exit code 0. Calls that come into the database more than a minute after their start and have
ended by then, as after an outage, are not shown.

Examples:
  npx nestjs-llm-logging tail
  npx nestjs-llm-logging tail --status error --status timeout -n 50
  npx nestjs-llm-logging tail --company acme --min-cost 0.05 --json | jq .prompt
`,
  run: async (args, host) => {
    const given = readOptions(args, OPTIONS);
    const lines = numberOf('--lines', given.lines) ?? 10;
    if (!Number.isInteger(lines) || lines > MAX_LINES)
      throw new CliUsageError(`--lines: must be a whole number from 0 to ${MAX_LINES}.`);
    const interval = numberOf('--interval', given.interval) ?? 1;
    if (interval < SHORTEST_INTERVAL_S)
      throw new CliUsageError(`--interval: must be a number of seconds from ${SHORTEST_INTERVAL_S}.`);
    const filters = callFilters(given);
    const style = styleFor(host);
    const print = (calls: readonly LlmCall[]): Promise<void> =>
      written(
        calls.map((call) => `${given.json ? safeJson(call) : callLine(call, style, columnsOf(host))}\n`).join(''),
        host,
      );
    await untilInterrupted(host, (signal) =>
      withDatabase(given, host, async (database) => {
        const follower = new CallFollower(database, filters);
        await print(await follower.begin(lines));
        const looks = new Looks(follower, print, host);
        while (!signal.aborted) {
          await sleep(interval * 1_000, undefined, { signal }).catch(() => undefined);
          if (!signal.aborted) await looks.next();
        }
      }),
    );
  },
};

/** A database that is away is waited for: it is said once each time. */
class Looks {
  #isAway = false;

  constructor(
    private readonly follower: CallFollower,
    private readonly print: (calls: readonly LlmCall[]) => Promise<void>,
    private readonly host: CliHost,
  ) {}

  async next(): Promise<void> {
    try {
      for await (const calls of this.follower.look()) await this.print(calls);
      this.#isAway = false;
    } catch (error) {
      if (!(error instanceof LlmDatabaseUnavailableError)) throw error;
      if (!this.#isAway) this.host.stderr.write(`${error.message} Trying again.\n`);
      this.#isAway = true;
    }
  }
}

async function untilInterrupted(host: CliHost, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  for (const event of ['SIGINT', 'SIGTERM'] as const) host.once(event, interrupt);
  try {
    await work(interruption.signal);
  } finally {
    for (const event of ['SIGINT', 'SIGTERM'] as const) host.off(event, interrupt);
  }
}
