import { setTimeout as pause } from 'node:timers/promises';
import { readEvents, type EventDelivery } from '../../storage/events/event-rows.js';
import { writeTestEvent } from '../../storage/events/test-event.js';
import type { LlmDatabase } from '../../storage/llm-database.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import { CliUsageError, type CliCommand, type CliHost } from '../command.js';
import { safeText } from '../output/safe-text.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = { ...DATABASE_OPTIONS, wait: { type: 'string' } } as const;
const LOOK_EVERY_MS = 500;

/** Sends an event for a test. */
export const alertsCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging alerts test [--wait <seconds>] [--url <url>] [--schema <schema>]

  test      write an event to llm_events, which the running application delivers to its methods, webhooks and Slack
  --wait    report for so many seconds where it has arrived; default 15
${DATABASE_HELP}

Exit code 1 where it has arrived nowhere by then: no application runs, or it has no targets.

Examples:
  npx nestjs-llm-logging alerts test
`,
  run: async ([what, ...args], host) => {
    if (what !== 'test') throw new CliUsageError('Say what to do: alerts test.');
    const given = readOptions(args, OPTIONS);
    const seconds = Number(given.wait ?? 15);
    if (!Number.isFinite(seconds) || seconds < 0) throw new CliUsageError('--wait: must be a number of seconds.');
    await withDatabase(given, host, (database) => test(database, seconds, host));
  },
};

async function test(database: LlmDatabase, seconds: number, { stdout }: CliHost): Promise<void> {
  const query: Parameters<typeof writeTestEvent>[0] = (sql, values) => database.query(sql, values);
  const { id, at } = await writeTestEvent(query, database.schema);
  stdout.write(`Event ${id} is written.\n`);
  const until = Date.now() + seconds * 1_000;
  const printed = new Set<string>();
  let pending = true;
  while (pending && Date.now() < until) {
    await pause(LOOK_EVERY_MS);
    const events = await readEvents(query, database.schema, { kind: 'alert', name: 'test', limit: 50 });
    const deliveries = events.find((event) => event.id === id && event.at >= at)?.deliveries ?? [];
    for (const delivery of deliveries.filter(({ state }) => state === 'delivered'))
      printOnce(delivery, printed, stdout);
    pending = deliveries.length === 0 || deliveries.some(({ state }) => state === 'pending');
  }
  if (printed.size === 0)
    throw new Error(
      'It has arrived nowhere yet. Does an application run with `notify` or a method with @OnLlmAlert()?',
    );
}

function printOnce({ target }: EventDelivery, printed: Set<string>, stdout: CliHost['stdout']): void {
  if (printed.has(target)) return;
  printed.add(target);
  stdout.write(`Delivered to ${safeText(target)}.\n`);
}
