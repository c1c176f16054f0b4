/** How long a budget counts before it begins anew. `total` never does. */
export type LlmBudgetWindow = 'hour' | 'day' | 'week' | 'month' | 'total';

/** What a budget has a counter of its own for, each value of it. */
export type LlmBudgetPer = 'company' | 'user' | 'model' | 'callType' | 'session';

/** Which calls count: those that match every member given. */
export interface LlmBudgetMatch {
  companyId?: string;
  userId?: string;
  provider?: string;
  /** The model asked for, or the one that answered. */
  model?: string;
  callType?: string;
  /** Calls that have all of these. */
  tags?: readonly string[];
  environment?: string;
}

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
  /** IANA name of the zone in which days, weeks and months begin. Default: the option `timeZone`, else UTC. */
  timeZone?: string;
  /** Default: every call of a model. */
  match?: LlmBudgetMatch;
  /** A counter for each value. A call without the value does not count. Default: one counter. */
  per?: LlmBudgetPer;
  /** Other limits of single values of `per`, in USD. */
  limits?: Record<string, number>;
  /** Shares of the limit at which an event is written, once a window each. Default `[0.5, 0.8, 1]`. */
  alerts?: readonly number[];
  /** `block`: calls past the limit are refused before they are made. Default `alert`. */
  onLimit?: 'alert' | 'block';
  /** What becomes of calls while the database is away. Only for `block`. Default `allow`. */
  onUnavailable?: 'allow' | 'block';
  /** USD that a call counts as whose cost is not known, for want of a price. Default 0. */
  unpricedCallUsd?: number;
  /**
   * USD that a call is expected to cost, which `block` reserves before it is made. A function is of this process alone. Default: the
   * price of its `maxTokens`, else what such calls cost lately.
   */
  estimateUsd?: number | ((call: LlmBudgetCall) => number);
}

/** How a budget stands in the window that runs. */
export interface LlmBudgetStatus {
  name: string;
  /** The value of `per`; null for a budget without. */
  subject: string | null;
  limitUsd: number;
  spentUsd: number;
  /** Of calls that are under way, and what processes hold ready for their next ones. Only of blocking budgets. */
  reservedUsd: number;
  /** Spent of the limit; more than 1 past it. */
  share: number;
  windowStart: Date | null;
  /** Null for `total`. */
  windowEnd: Date | null;
  /** Spent at the window's end if it goes on as so far; null for `total`. */
  projectedUsd: number | null;
  blockedCalls: number;
}

/** The default of `alerts`. */
export const DEFAULT_SHARES: readonly number[] = [0.5, 0.8, 1];
