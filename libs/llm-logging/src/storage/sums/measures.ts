interface Measure {
  /** Of rows of `llm_calls`. */
  readonly ofCalls: string;
  /** How sums of it are added up. */
  readonly merge: 'sum' | 'max';
  readonly type: 'bigint' | 'numeric' | 'integer';
}

const FINISHED = `status <> 'pending'`;
const HAS_SPEED = `${FINISHED} AND latency_ms > 0 AND completion_tokens IS NOT NULL`;

const sum = (ofCalls: string): Measure => ({ ofCalls, merge: 'sum', type: 'bigint' });
const count = (where: string): Measure => sum(`count(*) FILTER (WHERE ${where})`);

/** What is known of a set of calls: each adds up, over any division of the calls. */
export const MEASURES = {
  calls: sum('count(*)'),
  pending: count(`status = 'pending'`),
  succeeded: count(`status = 'success'`),
  failed: count(`status IN ('error', 'timeout')`),
  priced: count('estimated_cost IS NOT NULL'),
  unpriced: count(`estimated_cost IS NULL AND (total_tokens IS NOT NULL OR (status = 'success' AND model <> ''))`),
  cost: { ofCalls: 'coalesce(sum(estimated_cost), 0)', merge: 'sum', type: 'numeric' },
  prompt_tokens: sum('coalesce(sum(prompt_tokens), 0)'),
  completion_tokens: sum('coalesce(sum(completion_tokens), 0)'),
  total_tokens: sum('coalesce(sum(total_tokens), 0)'),
  cached_prompt_tokens: sum('coalesce(sum(cached_prompt_tokens), 0)'),
  reasoning_tokens: sum('coalesce(sum(reasoning_tokens), 0)'),
  latency_calls: sum(`count(latency_ms) FILTER (WHERE ${FINISHED})`),
  latency_ms: sum(`coalesce(sum(latency_ms) FILTER (WHERE ${FINISHED}), 0)`),
  max_latency_ms: { ofCalls: `max(latency_ms) FILTER (WHERE ${FINISHED})`, merge: 'max', type: 'integer' },
  first_token_calls: sum(`count(time_to_first_token_ms) FILTER (WHERE ${FINISHED})`),
  first_token_ms: sum(`coalesce(sum(time_to_first_token_ms) FILTER (WHERE ${FINISHED}), 0)`),
  speed_tokens: sum(`coalesce(sum(completion_tokens) FILTER (WHERE ${HAS_SPEED}), 0)`),
  speed_ms: sum(`coalesce(sum(latency_ms) FILTER (WHERE ${HAS_SPEED}), 0)`),
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;

export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[];

/** Their selection from rows of `llm_calls`. */
export function measuresOfCalls(names: readonly MeasureName[] = MEASURE_NAMES): string {
  return names.map((name) => `${MEASURES[name].ofCalls} AS ${name}`).join(',\n  ');
}

/** Their selection from rows that are sums. */
export function measuresOfSums(names: readonly MeasureName[]): string {
  return names.map((name) => `${MEASURES[name].merge}(${name}) AS ${name}`).join(', ');
}

/** The columns of `llm_calls` that they are made of. */
export const MEASURED_COLUMNS = [
  'status',
  'model',
  'estimated_cost',
  'prompt_tokens',
  'completion_tokens',
  'total_tokens',
  'cached_prompt_tokens',
  'reasoning_tokens',
  'latency_ms',
  'time_to_first_token_ms',
] as const;
