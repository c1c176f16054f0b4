import { type LlmCallRecord, MAX_INTEGER } from 'llm-exchange/call';

/** When a call that is over began; undefined for just now. */
export function startOf({ startedAt, completedAt, latencyMs }: Partial<LlmCallRecord>): Date | undefined {
  if (startedAt !== undefined) return new Date(startedAt);
  if (completedAt === undefined && latencyMs === undefined) return undefined;
  const end = completedAt === undefined ? Date.now() : Date.parse(completedAt);
  return new Date(end - (latencyMs ?? 0));
}

/** A call that is recorded without an end ended just now, unless it began so long ago that this cannot be meant. */
export function setEnd(record: Partial<LlmCallRecord>, startedAt: Date): void {
  const end =
    record.completedAt === undefined
      ? startedAt.getTime() + (record.latencyMs ?? Date.now() - startedAt.getTime())
      : Date.parse(record.completedAt);
  const latencyMs = Math.max(end - startedAt.getTime(), 0);
  if (latencyMs > MAX_INTEGER) return;
  record.completedAt ??= new Date(end).toISOString();
  record.latencyMs ??= latencyMs;
}
