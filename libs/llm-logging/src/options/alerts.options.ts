import { durationMs } from './duration.js';
import { match, per, type LlmBudgetMatch, type LlmBudgetPer } from './match.options.js';
import { isNumber } from './schema/numbers.js';
import type { MembersOf, Option } from './schema/option.js';
import type { Place } from './schema/place.js';
import { section, type Given } from './schema/section.js';
import { name } from './schema/texts.js';
import { oneOf, required, that } from './schema/values.js';

export type LlmAlertMetric =
  'cost' | 'calls' | 'errorRate' | 'p95LatencyMs' | 'tokens' | 'unpricedCalls' | 'droppedRecords';

/** What is reported when it happens: a metric of the last minutes, hours or days goes above a figure. */
export interface LlmAlert {
  /** Unique. */
  name: string;
  /** `cost` in USD, `errorRate` from 0 to 1. `droppedRecords` are those of any process; they have no `match` and no `per`. */
  metric: LlmAlertMetric;
  /** Of which time, up to now: `5m`, `1h`, `7d`. 31 days at most. */
  over: `${number}${'m' | 'h' | 'd'}`;
  /**
   * Which calls count. With `model`, `environment` or several `tags` rows are read, in 15 s at most.
   * @default every call
   */
  match?: LlmBudgetMatch;
  /** Looks at each value by itself. */
  per?: LlmBudgetPer;
  /** A figure, or so many times what is usual: the average of the same hours of the last 4 weeks. */
  above: number | { timesUsual: number };
  /**
   * With fewer calls in that time nothing is reported.
   * @default 1
   */
  minCalls?: number;
  /**
   * The least time between two events of the same alert and value. While it goes on, one is written each time it has passed.
   * @default 3,600,000 ms
   */
  everyMs?: number;
}

const LONGEST_MS = 31 * 86_400_000;

const METRICS: readonly LlmAlertMetric[] = [
  'cost',
  'calls',
  'errorRate',
  'p95LatencyMs',
  'tokens',
  'unpricedCalls',
  'droppedRecords',
];
const METRIC = `must be one of ${METRICS.join(', ')}`;
const OVER = 'must be a time such as 5m, 1h or 7d, from 1m to 31d';
const ABOVE = 'must be a number, or { timesUsual: <a number above 0> }';

export const alert: Option<LlmAlert> = section(
  {
    name: required(name),
    metric: required(oneOf(...METRICS), METRIC),
    over: required(that<LlmAlert['over']>(isDuration, OVER), OVER),
    match,
    per,
    above: required(that<LlmAlert['above']>(isAbove, ABOVE), ABOVE),
    minCalls: that<number>((value) => Number.isInteger(value) && isNumber(0)(value), 'must be a whole number from 0'),
    everyMs: { ...that<number>(isNumber(0), 'must be a number of ms from 0'), unit: 'ms' },
  } satisfies MembersOf<LlmAlert>,
  (values, place, given): LlmAlert => {
    if (given['metric'] === 'droppedRecords') checkDropped(given, place);
    return values;
  },
);

/** They are counted by each process, of all calls. */
function checkDropped({ match: which, per: of, above }: Given, place: Place): void {
  if (which !== undefined || of !== undefined)
    place.member('metric').fault('droppedRecords are of no company, user or model: leave out `match` and `per`');
  if (typeof above === 'object') place.member('above').fault('must be a number for droppedRecords: none are usual');
}

function isDuration(value: unknown): boolean {
  const ms = typeof value === 'string' ? durationMs(value) : undefined;
  return ms !== undefined && ms >= 60_000 && ms <= LONGEST_MS;
}

function isAbove(value: unknown): boolean {
  if (typeof value === 'number') return isNumber(0)(value);
  if (typeof value !== 'object' || value === null) return false;
  const { timesUsual, ...others } = value as { timesUsual?: unknown };
  return isNumber(0)(timesUsual) && timesUsual !== 0 && Object.keys(others).length === 0;
}
