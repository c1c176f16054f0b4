/** What became of accepted events of calls since the start. An event is a start, an outcome, or both in one. */
export class DeliveryCounters {
  /** Events accepted. */
  accepted = 0;
  /** Rows written: one for all events of a call that were waiting together. */
  committed = 0;
  /** Rows set aside in `llm_refused_calls`, as PostgreSQL refused them. */
  refused = 0;
  /** Events lost: no room, neither in memory nor in the journal, or a fault of the log itself. */
  dropped = 0;
  /** Events kept without their texts, for want of room. */
  droppedTexts = 0;
  /** Events read back from the journal: left by other processes, or for want of memory. */
  replayed = 0;
  /** Lines of the journal that were torn or damaged. */
  corrupt = 0;
  readonly flushLatencyMs: { last: number | null; max: number | null } = { last: null, max: null };

  /** Some rows are committed; the oldest of them was accepted so long ago. */
  committedAfter(rows: number, ms: number): void {
    this.committed += rows;
    this.flushLatencyMs.last = ms;
    this.flushLatencyMs.max = Math.max(this.flushLatencyMs.max ?? 0, ms);
  }
}
