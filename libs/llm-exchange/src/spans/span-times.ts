/** When a span was. */
export interface SpanTimes {
  /** As it is written: part of the call's identity. */
  readonly start: string;
  /** ms since 1970; null where it is no time of our days. */
  readonly startMs: number | null;
  /** ms; null where the end is missing or before the start. */
  readonly durationMs: number | null;
  /** How many of the units in which the times are written make a millisecond. */
  readonly perMs: number;
}

const EARLIEST_MS = Date.UTC(2015, 0, 1);
const DAY_MS = 86_400_000;
/** Nanoseconds, as the protocol wants; senders that are wrong write micro- and milliseconds, or seconds. */
const UNITS = [1e6, 1e3, 1, 1e-3] as const;

export function timesOf(start: unknown, end: unknown): SpanTimes {
  const started = numberOf(start);
  const perMs = UNITS.find((unit) => isOfOurDays(started / unit)) ?? UNITS[0];
  const startMs = started / perMs;
  const duration = durationOf(start, end, perMs);
  return {
    start: String(started),
    startMs: isOfOurDays(startMs) ? Math.floor(startMs) : null,
    durationMs: duration !== null && duration >= 0 && Number.isFinite(duration) ? duration : null,
    perMs,
  };
}

/** ms between a start and a later time, both as they are written. */
export function durationOf(start: unknown, end: unknown, perMs: number): number | null {
  const duration = numberOf(end) - numberOf(start);
  return Number.isFinite(duration) && numberOf(end) > 0 ? duration / perMs : null;
}

function isOfOurDays(ms: number): boolean {
  return ms >= EARLIEST_MS && ms <= Date.now() + DAY_MS;
}

/** As a number nanoseconds are right to a quarter of a microsecond. */
function numberOf(value: unknown): number {
  if (typeof value === 'string') return /^\d{1,20}$/.test(value) ? Number(value) : 0;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0;
}
