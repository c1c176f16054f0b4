/** Of a call that took time, what it did with it. */
export interface TimedAnswer {
  readonly latencyMs: number | null;
  readonly timeToFirstTokenMs: number | null;
  readonly completionTokens: number | null;
}

/** Output tokens per second after the first one came: of a stream. Null where that says nothing. */
export function tokensPerSecond({ latencyMs, timeToFirstTokenMs, completionTokens }: TimedAnswer): number | null {
  if (latencyMs === null || timeToFirstTokenMs === null || completionTokens === null || completionTokens < 2)
    return null;
  const ms = latencyMs - timeToFirstTokenMs;
  return ms <= 0 ? null : ((completionTokens - 1) * 1_000) / ms;
}
