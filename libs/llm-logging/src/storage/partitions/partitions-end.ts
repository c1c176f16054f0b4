import { callIdBound, callIdTime } from 'llm-exchange/call';
import type { IdRange } from './partition-range.js';

/** The first time from `now` on that no partition is for; `now` itself where there is none today. */
export function partitionsEnd(partitions: readonly IdRange[], now: Date): Date {
  const start = callIdBound(now);
  let end = start;
  for (const { from, to } of partitions) if (from <= end && end < to) end = to;
  return end === start ? now : callIdTime(end);
}
