import type { LlmCallFilters } from '../storage/filters/call-filters.js';
import type { readOptions } from './arguments.js';
import { CliUsageError } from './command.js';

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;

/** Filters of statistics and calls alike. */
export const COMMON_FILTER_OPTIONS = {
  type: texts,
  status: texts,
  provider: texts,
  model: texts,
  user: text,
  company: text,
  tag: texts,
  kind: texts,
  name: texts,
  origin: texts,
  via: texts,
  release: texts,
  environment: texts,
  'prompt-name': texts,
  'prompt-version': texts,
} as const;

export const CALL_FILTER_OPTIONS = {
  ...COMMON_FILTER_OPTIONS,
  session: text,
  trace: text,
  task: text,
  review: text,
  parent: text,
  metadata: text,
  'min-cost': text,
  'min-latency': text,
  search: text,
} as const;

export const COMMON_FILTER_HELP = `  --type, --status, --provider, --model   one, or several by saying it again
  --user, --company                       an id
  --tag                                   a tag; several: all of them
  --kind          call, step, tool, retrieval or agent: what the record is of
  --name, --origin, --via                 what was done, what set it off, how it was noticed
  --release, --environment                of the application
  --prompt-name, --prompt-version         which prompt it was`;

export const CALL_FILTER_HELP = `${COMMON_FILTER_HELP}
  --session, --trace, --task, --review, --parent   an id
  --metadata      what the metadata contain, as JSON: '{"release":"2.1"}'
  --min-cost      USD
  --min-latency   ms
  --search        words, "quoted phrases" and beginnings of words (deliv*) in prompt, response or error message`;

type GivenCommon = ReturnType<typeof readOptions<typeof COMMON_FILTER_OPTIONS>>;
type GivenFilters = ReturnType<typeof readOptions<typeof CALL_FILTER_OPTIONS>>;

/** The filters of `LlmCallFilters` that statistics know too. */
export function commonFilters({
  type,
  status,
  kind,
  via,
  user,
  company,
  tag,
  'prompt-name': promptName,
  'prompt-version': promptVersion,
  ...same
}: GivenCommon): LlmCallFilters {
  const { provider, model, name, origin, release, environment } = same;
  return {
    callType: type,
    kind: kind as LlmCallFilters['kind'],
    via: via as LlmCallFilters['via'],
    name,
    origin,
    release,
    environment,
    promptName,
    promptVersion,
    status: status as LlmCallFilters['status'],
    provider,
    model,
    userId: user,
    companyId: company,
    tags: tag,
  };
}

/** @throws CliUsageError */
export function callFilters(given: GivenFilters): LlmCallFilters {
  return {
    ...commonFilters(given),
    sessionId: given.session,
    traceId: given.trace,
    taskId: given.task,
    reviewId: given.review,
    parentCallId: given.parent,
    metadata: jsonOf('--metadata', given.metadata),
    minCost: numberOf('--min-cost', given['min-cost']),
    minLatencyMs: numberOf('--min-latency', given['min-latency']),
    search: given.search,
  };
}

function jsonOf(option: string, given: string | undefined): Record<string, unknown> | undefined {
  if (given === undefined) return undefined;
  try {
    return JSON.parse(given) as Record<string, unknown>;
  } catch {
    throw new CliUsageError(`${option}: must be a JSON object.`);
  }
}

/** @throws CliUsageError */
export function numberOf(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(given)) throw new CliUsageError(`${option}: must be a number from 0.`);
  return Number(given);
}

const OPTIONS_OF_FIELDS: Readonly<Record<string, string>> = {
  callType: '--type',
  userId: '--user',
  companyId: '--company',
  sessionId: '--session',
  traceId: '--trace',
  taskId: '--task',
  reviewId: '--review',
  parentCallId: '--parent',
  tags: '--tag',
  promptName: '--prompt-name',
  promptVersion: '--prompt-version',
  startDate: '--from',
  endDate: '--to',
};

/** The option that a filter was given with, to stand before what is wrong with it. */
export function optionOf(field: string): string {
  const option = OPTIONS_OF_FIELDS[field];
  return option === undefined ? '--' : `${option}: `;
}
