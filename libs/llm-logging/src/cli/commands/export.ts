import { pagesOfCalls } from '../../calls/call-pages.js';
import { EXPORT_FORMATS, exportCalls } from '../../calls/export-calls.js';
import type { LlmCall } from '../../storage/rows/llm-call.entity.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readOptions } from '../arguments.js';
import { callFilters, CALL_FILTER_HELP, CALL_FILTER_OPTIONS } from '../call-filter-options.js';
import { CliUsageError, type CliCommand } from '../command.js';
import { Progress } from '../output/progress.js';
import { counted } from '../output/quantities.js';
import { written } from '../output/written.js';
import { TIME_HELP, TIME_OPTIONS, timesOf } from '../time-options.js';
import { withDatabase } from '../with-database.js';

const text = { type: 'string' } as const;
const OPTIONS = { ...DATABASE_OPTIONS, ...CALL_FILTER_OPTIONS, ...TIME_OPTIONS, format: text } as const;

/** Prints calls as NDJSON or CSV. */
export const exportCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging export [--format ndjson|csv] [filters] [--url <url>] [--schema <schema>]

  --format   ndjson (default): one call a line as JSON; csv: with a header, cells that a spreadsheet would run made texts
${TIME_HELP}
${CALL_FILTER_HELP}
${DATABASE_HELP}

Newest first, a page at a time, whatever their number. Exit code 1 where it ends before all is printed.

Examples:
  npx nestjs-llm-logging export --from 2026-11-01 --to 2026-12-01 --format csv > november.csv
  npx nestjs-llm-logging export --status error --model gpt-4o --model gpt-4o-mini | head
`,
  run: async (args, host) => {
    const given = readOptions(args, OPTIONS);
    const format = given.format ?? 'ndjson';
    if (!(EXPORT_FORMATS as readonly string[]).includes(format))
      throw new CliUsageError(`--format: must be one of ${EXPORT_FORMATS.join(', ')}.`);
    const { from, to } = timesOf(given);
    const filters = { ...callFilters(given), startDate: from, endDate: to };
    const progress = new Progress(host, { sharesLine: true });
    await withDatabase(given, host, async (database) => {
      const pages = (signal: AbortSignal) =>
        observed(pagesOfCalls(database, filters, undefined, signal), progress, from);
      try {
        for await (const chunk of await exportCalls(pages, format)) await written(String(chunk), host);
      } finally {
        progress.end();
      }
    });
  },
};

/** Pages go back in time; how far they have to is known where there is a beginning. */
async function* observed(
  pages: AsyncIterable<LlmCall[]>,
  progress: Progress,
  from: string | undefined,
): AsyncGenerator<LlmCall[], void, undefined> {
  let calls = 0;
  for await (const page of pages) {
    calls += page.length;
    const end = from === undefined ? undefined : Date.parse(from);
    progress.reach(page.at(-1)!.startedAt.getTime(), end, counted(calls, 'call'));
    yield page;
  }
}
