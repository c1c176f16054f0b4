/** Something that happened, reported once: a row of `llm_events`. */
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
