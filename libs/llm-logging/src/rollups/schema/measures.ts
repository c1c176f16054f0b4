interface Measure {
  /** Of rows of `llm_calls`. */
  readonly ofCalls: string;
  /** How rollups of it are added up. */
  readonly merge: 'sum' | 'max';
  readonly type: 'bigint' | 'numeric' | 'integer' | typeof ID;
}

/** Ids as texts, of which there is a highest in any PostgreSQL. */
const ID = 'text COLLATE "C"';
const FINISHED = `status <> 'pending'`;
/** The states of calls that failed or timed out. */
export const FAILED_STATUSES = ['error', 'timeout'] as const;
/** SQL that is true for these. */
export const IS_FAILED = `status IN (${FAILED_STATUSES.map((status) => `'${status}'`).join(', ')})`;
const HAS_SPEED = `${FINISHED} AND latency_ms > 0 AND completion_tokens IS NOT NULL`;

const sum = (column: string, where?: string): Measure => ({
  ofCalls: `sum(${column})${where === undefined ? '' : ` FILTER (WHERE ${where})`}`,
  merge: 'sum',
  type: 'bigint',
});
const count = (counted: string, where: string): Measure => ({
  ofCalls: `count(${counted}) FILTER (WHERE ${where})`,
  merge: 'sum',
  type: 'integer',
});

/** Of the details of usage. */
const detail = (name: string): Measure => ({
  ofCalls: `sum((usage_details->'${name}')::numeric)`,
  merge: 'sum',
  type: 'bigint',
});

/**
 * What is known of a set of calls: each adds up, over any division of the calls. Null stands for 0 and takes no room. What calls are
 * ranked by comes first, as PostgreSQL reads a row up to the last column that is asked for.
 */
export const MEASURES = {
  calls: { ofCalls: 'count(*)', merge: 'sum', type: 'integer' },
  cost: { ofCalls: 'sum(estimated_cost)', merge: 'sum', type: 'numeric' },
  pending: count('*', `status = 'pending'`),
  succeeded: count('*', `status = 'success'`),
  failed: count('*', IS_FAILED),
  priced: { ofCalls: 'count(estimated_cost)', merge: 'sum', type: 'integer' },
  unpriced: count('*', `estimated_cost IS NULL AND (total_tokens IS NOT NULL OR (status = 'success' AND model <> ''))`),
  prompt_tokens: sum('prompt_tokens'),
  completion_tokens: sum('completion_tokens'),
  total_tokens: sum('total_tokens'),
  cached_prompt_tokens: sum('cached_prompt_tokens'),
  reasoning_tokens: sum('reasoning_tokens'),
  latency_calls: count('latency_ms', FINISHED),
  latency_ms: sum('latency_ms', FINISHED),
  max_latency_ms: { ofCalls: `max(latency_ms) FILTER (WHERE ${FINISHED})`, merge: 'max', type: 'integer' },
  first_token_calls: count('time_to_first_token_ms', FINISHED),
  first_token_ms: sum('time_to_first_token_ms', FINISHED),
  speed_tokens: sum('completion_tokens', HAS_SPEED),
  speed_ms: sum('latency_ms', HAS_SPEED),
  cache_write_tokens: sum('cache_write_tokens'),
  cache_write_5m_tokens: detail('cacheWrite5mTokens'),
  cache_write_1h_tokens: detail('cacheWrite1hTokens'),
  audio_prompt_tokens: detail('audioPromptTokens'),
  audio_completion_tokens: detail('audioCompletionTokens'),
  image_prompt_tokens: detail('imagePromptTokens'),
  image_completion_tokens: detail('imageCompletionTokens'),
  web_searches: detail('webSearches'),
  uncounted: count('*', `estimated_cost IS NULL AND total_tokens IS NULL AND status = 'success' AND model <> ''`),
  guessed_cost: { ofCalls: 'sum(estimated_cost) FILTER (WHERE is_guessed)', merge: 'sum', type: 'numeric' },
  last_call: { ofCalls: `max(id::${ID})`, merge: 'max', type: ID },
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;

/** Those that are numbers. */
export const MEASURE_NAMES = (Object.keys(MEASURES) as MeasureName[]).filter((name) => name !== 'last_call');

/** Those that only questions about cost ask for. */
const OF_COST: ReadonlySet<MeasureName> = new Set([
  'cache_write_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'audio_prompt_tokens',
  'audio_completion_tokens',
  'image_prompt_tokens',
  'image_completion_tokens',
  'web_searches',
  'uncounted',
  'guessed_cost',
]);

/** What is asked for where it is not said. */
export const USUAL_NAMES: readonly MeasureName[] = MEASURE_NAMES.filter((name) => !OF_COST.has(name));

/** Those that, taken off from a whole, give the rest. */
export const ADDED_NAMES: readonly MeasureName[] = USUAL_NAMES.filter((name) => MEASURES[name].merge === 'sum');

/** What is asked of errors. */
export const FAILING: readonly MeasureName[] = ['calls', 'last_call'];

/** Their selection from rows of `llm_calls`. */
export function measuresOfCalls(names: readonly MeasureName[] = USUAL_NAMES): string {
  return names.map((name) => `${stored(name, MEASURES[name].ofCalls)} AS ${name}`).join(',\n  ');
}

/** Their selection from rollups. */
export function measuresOfRollups(names: readonly MeasureName[] = MEASURE_NAMES): string {
  return names.map((name) => `${MEASURES[name].merge}(${name}) AS ${name}`).join(', ');
}

/** The same as tables of rollups have them: PostgreSQL takes wider numbers, and wider ones again for what they are united with. */
export function storedMeasuresOfRollups(names: readonly MeasureName[]): string {
  return names.map((name) => `${MEASURES[name].merge}(${name})::${MEASURES[name].type} AS ${name}`).join(', ');
}

function stored(name: MeasureName, ofCalls: string): string {
  const { merge, type } = MEASURES[name];
  return merge === 'max' ? ofCalls : `nullif(${ofCalls}, 0)::${type}`;
}

/** What they are made of, of `llm_calls`. */
export const MEASURED_COLUMNS = [
  'status',
  'model',
  'estimated_cost',
  'prompt_tokens',
  'completion_tokens',
  'total_tokens',
  'cached_prompt_tokens',
  'reasoning_tokens',
  'cache_write_tokens',
  'usage_details',
  `metadata @> '{"tokensEstimated": true}' AS is_guessed`,
  'latency_ms',
  'time_to_first_token_ms',
] as const;
