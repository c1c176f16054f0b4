import { match, per, type LlmBudgetMatch, type LlmBudgetPer } from './match.options.js';
import { isNumber } from './schema/numbers.js';
import type { MembersOf, Option } from './schema/option.js';
import { section } from './schema/section.js';
import { name } from './schema/texts.js';
import { oneOf, required, that } from './schema/values.js';
import { timeZone } from './time-zone.js';

/** How long a budget counts before it begins anew. `total` never does. */
export type LlmBudgetWindow = 'hour' | 'day' | 'week' | 'month' | 'total';

/** A call that is about to be made, as far as it is known then. */
export interface LlmBudgetCall {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly callType?: string | undefined;
  readonly companyId?: string | undefined;
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly environment?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Output tokens at most, where the request says. */
  readonly maxTokens?: number | undefined;
  /** Characters of prompt and system prompt. */
  readonly promptLength?: number | undefined;
}

/** How much may be spent in a time. The same shape in the options, for `LlmBudgetService.define()` and for `PUT budgets/:name`. */
export interface LlmBudget {
  /** Unique. */
  name: string;
  /** USD. */
  limitUsd: number;
  window: LlmBudgetWindow;
  /**
   * IANA name of the zone in which days, weeks and months begin.
   * @default the option `timeZone`
   */
  timeZone?: string;
  /**
   * Which calls count.
   * @default every call of a model
   */
  match?: LlmBudgetMatch;
  /**
   * A counter for each value. A call without the value does not count.
   * @default one counter
   */
  per?: LlmBudgetPer;
  /** Other limits of single values of `per`, in USD. */
  limits?: Record<string, number>;
  /**
   * Shares of the limit at which an event is written, once a window each.
   * @default `[0.5, 0.8, 1]`
   */
  alerts?: readonly number[];
  /**
   * `block`: calls past the limit are refused before they are made.
   * @default `alert`
   */
  onLimit?: 'alert' | 'block';
  /**
   * What becomes of calls while the database is away. Only for `block`.
   * @default `allow`
   */
  onUnavailable?: 'allow' | 'block';
  /**
   * USD that a call counts as whose cost is not known, for want of a price.
   * @default 0 USD
   */
  unpricedCallUsd?: number;
  /**
   * USD that a call is expected to cost, which `block` reserves before it is made. A function is of this process alone.
   * @default the price of its `maxTokens`, else what such calls cost lately
   */
  estimateUsd?: number | ((call: LlmBudgetCall) => number);
}

export const BUDGET_WINDOWS: readonly LlmBudgetWindow[] = ['hour', 'day', 'week', 'month', 'total'];

/** The shares of a budget without `alerts`. */
export const DEFAULT_SHARES: readonly number[] = [0.5, 0.8, 1];

/** More than anyone spends, and far from where numbers lose cents. */
const MAX_USD = 1e9;
const USD = `must be a number of USD from 0 to ${MAX_USD}`;
const LIMIT = `must be a number of USD above 0, up to ${MAX_USD}`;
const MAX_SHARES = 20;

const limits = that<Record<string, number>>(
  (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isLimit),
  `of each value ${LIMIT}`,
);

const shares = that<readonly number[]>(
  (value) => Array.isArray(value) && value.length <= MAX_SHARES && value.every(isShare),
  `must be a list of at most ${MAX_SHARES} shares of the limit, such as [0.5, 0.8, 1]`,
);

const estimate = that<number | ((call: LlmBudgetCall) => number)>(
  (value) => typeof value === 'function' || isNumber(0, MAX_USD)(value),
  `${USD}, or a function that returns one`,
);

/** A budget is stored as it was given: defaults are filled in where they are used. */
export const budget: Option<LlmBudget> = section(
  {
    name: required(name),
    limitUsd: required(that<number>(isLimit, LIMIT), LIMIT),
    window: required(oneOf(...BUDGET_WINDOWS), `must be one of ${BUDGET_WINDOWS.join(', ')}`),
    timeZone,
    match,
    per,
    limits,
    alerts: shares,
    onLimit: oneOf('alert', 'block'),
    onUnavailable: oneOf('allow', 'block'),
    unpricedCallUsd: { ...that<number>(isNumber(0, MAX_USD), USD), unit: 'USD' },
    estimateUsd: estimate,
  } satisfies MembersOf<LlmBudget>,
  (values, place, given): LlmBudget => {
    if (given['limits'] !== undefined && given['per'] === undefined)
      place.member('limits').fault('are of single values: say of what, with `per`');
    return values;
  },
);

function isLimit(value: unknown): boolean {
  return isNumber(0, MAX_USD)(value) && value !== 0;
}

function isShare(value: unknown): boolean {
  return isNumber(0, 100)(value) && value !== 0;
}
