/** How a budget stands in the window that runs. */
export interface LlmBudgetStatus {
  name: string;
  /** The value of `per`; null for a budget without. */
  subject: string | null;
  limitUsd: number;
  spentUsd: number;
  /** Of calls that are under way, and what processes have reserved in advance for their next ones. Only of blocking budgets. */
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
