import { isCallId } from 'llm-exchange/call';
import { pagesOfCalls } from '../../calls/call-pages.js';
import { readCalls } from '../../calls/find-calls.js';
import type { LlmCall } from '../../storage/rows/llm-call.entity.js';
import type { LlmDatabase } from '../../storage/llm-database.js';
import { buildTraceTree } from '../../calls/trace-tree.js';
import { DATABASE_HELP, DATABASE_OPTIONS, readArgument } from '../arguments.js';
import type { CliCommand } from '../command.js';
import { columnsOf } from '../output/fit.js';
import { safeJson, safeText } from '../output/safe-text.js';
import { styleFor } from '../output/style.js';
import { traceReport } from '../output/trace-report.js';
import { written } from '../output/written.js';
import { withDatabase } from '../with-database.js';

const OPTIONS = { ...DATABASE_OPTIONS, json: { type: 'boolean' } } as const;

/** Shows a trace as a tree. */
export const traceCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging trace <id> [--json] [--url <url>] [--schema <schema>]

  <id>       of a trace, or of any call in it
  --json     the tree as JSON, with all that is stored of its calls
${DATABASE_HELP}

Each line is a call: when it ran within the trace (░ until its first token), its status, how long it took, tokens in→out and cost.
Exit code 1 where there is no such trace.

Examples:
  npx nestjs-llm-logging trace 4bf92f3577b34da6a3ce929d0e0e4736
  npx nestjs-llm-logging trace 4bf92f3577b34da6a3ce929d0e0e4736 --json | jq .totals
`,
  run: async (args, host) => {
    const { argument: id, given } = readArgument(args, OPTIONS, 'the id of one trace, or of a call in it');
    const calls = await withDatabase(given, host, (database) => callsOf(database, id));
    if (calls.length === 0) throw new Error(`There is no trace and no call ${safeText(id)}.`);
    const tree = buildTraceTree(calls);
    await written(given.json ? `${safeJson(tree)}\n` : traceReport(tree, calls, styleFor(host), columnsOf(host)), host);
  },
};

async function callsOf(database: LlmDatabase, id: string): Promise<LlmCall[]> {
  const calls = await callsOfTrace(database, id);
  if (calls.length > 0 || !isCallId(id)) return calls;
  const [call] = await readCalls(database, [id]);
  if (call === undefined) return [];
  return call.traceId === null ? [call] : callsOfTrace(database, call.traceId);
}

async function callsOfTrace(database: LlmDatabase, traceId: string): Promise<LlmCall[]> {
  const calls: LlmCall[] = [];
  for await (const page of pagesOfCalls(database, { traceId })) calls.push(...page);
  return calls;
}
