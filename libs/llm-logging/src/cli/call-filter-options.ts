import { filterOf, type FilterThat, LIST_FILTERS, type MemberFilter, STATISTICS_FILTERS } from 'llm-exchange/call';
import type { LlmCallFilters } from '../storage/filters/call-filters.js';
import type { readOptions } from './arguments.js';
import { CliUsageError } from './command.js';
import { OPTION_OF_FILTER } from './option-of-filter.js';

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;

type OptionOf<F extends MemberFilter> = (typeof OPTION_OF_FILTER)[F];

/** As `parseArgs` takes them: filters that take several values may be given several times. */
type OptionsOf<F extends MemberFilter> = {
  readonly [Each in F as OptionOf<Each>]: Each extends FilterThat<{ readonly by: 'some' | 'all' }>
    ? typeof texts
    : typeof text;
};

/** Filters of statistics and calls alike. */
export const COMMON_FILTER_OPTIONS = optionsOf(STATISTICS_FILTERS);

export const CALL_FILTER_OPTIONS = { ...optionsOf(LIST_FILTERS), search: text } as const;

function optionsOf<F extends MemberFilter>(filters: readonly F[]): OptionsOf<F> {
  const options = filters.map((name) => [OPTION_OF_FILTER[name], isMultiple(name) ? texts : text]);
  return Object.fromEntries(options) as OptionsOf<F>;
}

function isMultiple(name: MemberFilter): boolean {
  const { by } = filterOf(name);
  return by === 'some' || by === 'all';
}

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
  --service-tier  the tier that answered; several by saying it again
  --min-cost      USD
  --min-latency   ms
  --search        words, "quoted phrases" and beginnings of words (deliv*) in prompt, response or error message`;

type Given = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
type GivenCommon = ReturnType<typeof readOptions<typeof COMMON_FILTER_OPTIONS>>;
type GivenFilters = ReturnType<typeof readOptions<typeof CALL_FILTER_OPTIONS>>;

/** The filters of `LlmCallFilters` that statistics know too. */
export function commonFilters(given: GivenCommon): LlmCallFilters {
  return filtersOf(STATISTICS_FILTERS, given);
}

/** @throws CliUsageError */
export function callFilters(given: GivenFilters): LlmCallFilters {
  return { ...filtersOf(LIST_FILTERS, given), search: given.search };
}

/** @throws CliUsageError */
function filtersOf(filters: readonly MemberFilter[], given: Given): LlmCallFilters {
  return Object.fromEntries(filters.map((name) => [name, valueOf(name, given[OPTION_OF_FILTER[name]])]));
}

function valueOf(name: MemberFilter, given: Given[string]): unknown {
  const { by } = filterOf(name);
  if (by === 'part') return jsonOf(`--${OPTION_OF_FILTER[name]}`, given as string | undefined);
  if (by === 'least') return numberOf(`--${OPTION_OF_FILTER[name]}`, given as string | undefined);
  return given;
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
