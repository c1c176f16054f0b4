import type { LlmCallFilters } from '../../storage/call-filters.js';
import { pagesOfCalls } from '../../storage/call-pages.js';
import { EXPORT_FORMATS, exportCalls } from '../../storage/export-calls.js';
import { LlmDatabase } from '../../storage/llm-database.js';
import { DATABASE_HELP, DATABASE_OPTIONS, databaseUrl, readOptions } from '../arguments.js';
import { CliUsageError, type CliCommand, type CliHost } from '../command.js';

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const OPTIONS = {
  ...DATABASE_OPTIONS,
  format: text,
  from: text,
  to: text,
  type: texts,
  status: texts,
  provider: texts,
  model: texts,
  user: text,
  session: text,
  company: text,
  trace: text,
  tag: texts,
  search: text,
} as const;

/** Prints calls as NDJSON or CSV. */
export const exportCommand: CliCommand = {
  name: 'export',
  summary: 'print calls as NDJSON or CSV',
  help: `nestjs-llm-logging export [--format ndjson|csv] [filters] [--url <url>] [--schema <schema>]

  --format   ndjson (default): one call a line as JSON; csv: with a header, cells that a spreadsheet would run made texts
  --from     calls started at this time or later, ISO 8601: 2026-11-01
  --to       and before this time
  --type, --status, --provider, --model   one, or several by saying it again
  --user, --session, --company, --trace   an id
  --tag      a tag; several: all of them
  --search   words, "quoted phrases" and beginnings of words (deliv*) in prompt, response or error message
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
    const url = databaseUrl(given.url, host);
    const database = new LlmDatabase({ database: { url, schema: given.schema, poolSize: 1 }, migrate: false });
    try {
      const stream = await exportCalls(pagesOfCalls(database, filtersOf(given)), format);
      for await (const chunk of stream) await written(String(chunk), host);
    } finally {
      await database.close();
    }
  },
};

function filtersOf(given: ReturnType<typeof readOptions<typeof OPTIONS>>): LlmCallFilters {
  const { from, to, type, status, provider, model, user, session, company, trace, tag, search } = given;
  const filters = {
    startDate: from,
    endDate: to,
    callType: type,
    status,
    provider,
    model,
    userId: user,
    sessionId: session,
    companyId: company,
    traceId: trace,
    tags: tag,
    search,
  };
  return filters as LlmCallFilters;
}

/** Waits for whoever reads, so that no more than a page is held. */
function written(chunk: string, { stdout }: CliHost): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}
