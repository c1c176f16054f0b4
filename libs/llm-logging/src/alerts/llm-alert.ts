import type { LlmBudgetMatch, LlmBudgetPer } from '../storage/budgets/llm-budget.js';

export type LlmAlertMetric =
  'cost' | 'calls' | 'errorRate' | 'p95LatencyMs' | 'tokens' | 'unpricedCalls' | 'droppedRecords';

/** What is told when it happens: a metric of the last minutes, hours or days goes above a figure. */
export interface LlmAlert {
  /** Unique. */
  name: string;
  /** `cost` in USD, `errorRate` from 0 to 1. `droppedRecords` are those of any process; they have no `match` and no `per`. */
  metric: LlmAlertMetric;
  /** Of which time, up to now: `5m`, `1h`, `7d`. 31 days at most. */
  over: `${number}${'m' | 'h' | 'd'}`;
  match?: LlmBudgetMatch;
  /** Looks at each value by itself. */
  per?: LlmBudgetPer;
  /** A figure, or so many times what is usual: the average of the same hours of the last 4 weeks. */
  above: number | { timesUsual: number };
  /** With fewer calls in that time nothing is told. Default 1. */
  minCalls?: number;
  /** The least time between two events of the same alert and value, in ms. Default 3,600,000. While it goes on, one is written each time it has passed. */
  everyMs?: number;
}

export interface LlmNotifyOptions {
  /** Each event is sent there as JSON, signed with the secret: `x-llm-signature: t=<seconds>,v1=<hex of HMAC-SHA256 of "<seconds>.<body>">`. */
  webhooks?: readonly { url: string; secret: string }[];
  /** Addresses of Slack's incoming webhooks. */
  slack?: readonly { url: string }[];
  /** Where the dashboard is, for links in what is sent. */
  dashboardUrl?: string;
}

/** Something that happened, told once: a row of `llm_events`. */
export interface LlmAlertEvent {
  /** The same each time that it is delivered. */
  id: string;
  /**
   * `budget`: a share of its limit is spent. `blocked`: it refuses calls. `alert`: a metric is above its figure. `resolved`: it is no
   * longer.
   */
  kind: 'alert' | 'budget' | 'blocked' | 'resolved';
  /** Of the budget or alert. */
  name: string;
  /** The value of `per`; null without. */
  subject: string | null;
  value: number | null;
  /** What it went above. Of budgets in USD. */
  threshold: number | null;
  /** The budget's window, or the alert's time. `end` is null for budgets of `total`. */
  window: { start: Date | null; end: Date | null };
  at: Date;
  /** To the dashboard; null where `notify.dashboardUrl` is not set. */
  link: string | null;
}
