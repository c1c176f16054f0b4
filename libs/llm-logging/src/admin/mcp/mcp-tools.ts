import { callWithin } from '../calls/call-within.js';
import { NotFoundException, type Type } from '@nestjs/common';
import { LlmQueryError } from '../../errors.js';
import type { LlmCallFilters } from '../../storage/filters/call-filters.js';
import { topCalls } from '../../calls/top-calls.js';
import type { LlmCallRepository } from '../../calls/llm-call.repository.js';
import type { LlmBudgetService } from '../../budgets/llm-budget.service.js';
import type { LlmDatabase } from '../../storage/llm-database.js';
import type { LlmStatsService } from '../../stats/llm-stats.service.js';
import { BudgetsQuery } from '../budgets/budgets.query.js';
import * as Stats from '../stats/stats.query.js';
import { FindCallsQuery, OneCallQuery, TopCallsQuery, TraceQuery } from './mcp.query.js';

/** What tools ask. */
export interface McpSources {
  readonly calls: LlmCallRepository;
  readonly stats: LlmStatsService;
  readonly database: LlmDatabase;
  readonly budgets: LlmBudgetService;
}

type Question = Record<string, unknown> & { companyId?: string };

/** A question about the log that an assistant may ask. All of them read only. */
export interface McpTool {
  readonly name: string;
  readonly description: string;
  readonly Query: Type<object>;
  /** Members that must be given. */
  readonly required?: readonly string[];
  /** Characters of a text at most; undefined where the answer has none. */
  readonly textLength?: number;
  /** @param question validated, and limited to the company of the request. */
  readonly answer: (sources: McpSources, question: Question) => Promise<unknown>;
}

const DAY_MS = 86_400_000;
const MAX_DAYS = 31;
const MAX_TRACE_CALLS = 200;
const TIMES = 'Times: `days` back from now, or `startDate` and `endDate` (ISO 8601).';

export const MCP_TOOLS: readonly McpTool[] = [
  {
    name: 'cost_summary',
    description: `Cost in USD and tokens of LLM calls, in all and by call type, model and provider. ${TIMES}`,
    Query: Stats.CostQuery,
    answer: ({ stats }, question) => stats.getCostStats(question),
  },
  {
    name: 'performance_summary',
    description: `Latency percentiles in ms, and rates of success and failure. ${TIMES}`,
    Query: Stats.CostQuery,
    answer: ({ stats }, question) => stats.getPerformanceStats(question),
  },
  {
    name: 'error_summary',
    description: `How often calls fail, by call type, model or provider, and the most frequent messages. ${TIMES}`,
    Query: Stats.ErrorsQuery,
    textLength: 500,
    answer: ({ stats }, question) => stats.getErrorRates(question as never),
  },
  {
    name: 'compare_periods',
    description: `A time beside the equally long one before it: calls, cost, failures, latency, and which models changed. ${TIMES}`,
    Query: Stats.FilteredQuery,
    answer: ({ stats }, question) => stats.comparePeriods(question),
  },
  {
    name: 'compare_models',
    description: `The models beside each other: calls, cost, tokens, latency, failures. ${TIMES}`,
    Query: Stats.FilteredQuery,
    answer: ({ stats }, question) => stats.compareModels(question),
  },
  {
    name: 'budgets',
    description:
      'How budgets stand: limit, spent and reserved in USD, share of the limit, when the window ends, what will be spent by then, refused calls.',
    Query: BudgetsQuery,
    answer: async ({ budgets }, question) => ({ budgets: await budgets.status(question) }),
  },
  {
    name: 'find_calls',
    description:
      'Calls that match all filters, newest first, with the beginnings of their texts. `nextCursor` asks for more.',
    Query: FindCallsQuery,
    textLength: 300,
    answer: ({ calls }, question) => calls.listByFilters({ limit: 20, ...question } as LlmCallFilters),
  },
  {
    name: 'top_calls',
    description: `The slowest calls (by: latency) or the dearest ones (by: cost) of a time of at most ${MAX_DAYS} days, by default the last day.`,
    Query: TopCallsQuery,
    answer: ({ database }, question) => answerTopCalls(database, question),
  },
  {
    name: 'get_call',
    description: 'One call by its id, with prompt, answer, tool calls, tokens, cost, times and error.',
    Query: OneCallQuery,
    required: ['id'],
    textLength: 20_000,
    answer: ({ calls }, { id, companyId }) => callWithin(companyId, calls, String(id)),
  },
  {
    name: 'get_trace',
    description: `All calls of one trace as a tree, with totals; of at most ${MAX_TRACE_CALLS} calls.`,
    Query: TraceQuery,
    required: ['traceId'],
    textLength: 500,
    answer: async ({ calls }, { traceId, companyId }) => {
      const tree = await calls.getTraceTree(String(traceId), { companyId, limit: MAX_TRACE_CALLS });
      if (tree.totals.calls === 0) throw new NotFoundException(`There is no call of the trace ${String(traceId)}.`);
      return tree;
    },
  },
];

async function answerTopCalls(database: LlmDatabase, question: Question): Promise<unknown> {
  const { by = 'latency', limit = 10, ...filters } = question as TopCallsQuery;
  const end = filters.endDate === undefined ? Date.now() : Date.parse(filters.endDate);
  const startDate = filters.startDate ?? new Date(end - DAY_MS).toISOString();
  if (end - Date.parse(startDate) > MAX_DAYS * DAY_MS)
    throw new LlmQueryError('startDate', `must be at most ${MAX_DAYS} days before endDate`);
  return { calls: await topCalls(database, { by, limit, filters: { ...filters, startDate } }) };
}
