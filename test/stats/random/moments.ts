import fc from 'fast-check';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** When clocks change in Berlin, New York and on Lord Howe Island. */
const LONG_AGO = Date.UTC(2025, 9, 1);
const LONG_AGO_DAYS = 36;
const RECENT_DAYS = 9;

/** A time that says the same on any day: recent ones count from the hour in which the tests started. */
export interface Moment {
  readonly from: 'long ago' | 'now';
  readonly ms: number;
}

/** So that a question and the calls it is about go by one clock. */
const NOW = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;

export function timeOf({ from, ms }: Moment): Date {
  return new Date((from === 'now' ? NOW : LONG_AGO) + ms);
}

/** Within or, for questions, also around the times that calls are of; on the edges of hours, halves and days as often as between. */
export function momentNear(which: 'data' | 'question'): fc.Arbitrary<Moment> {
  const around = which === 'data' ? 0 : 1;
  const within = fc.oneof(
    fc.constant(0),
    fc.nat(23).map((hour) => hour * HOUR_MS),
    fc.nat(47).map((half) => (half * HOUR_MS) / 2),
    fc.nat(23).map((hour) => hour * HOUR_MS + 1),
    fc.nat(DAY_MS - 1),
  );
  const dayOf = (from: Moment['from'], min: number, max: number) =>
    fc
      .tuple(fc.integer({ min: min - around, max: max + around }), within)
      .map(([day, ms]): Moment => ({ from, ms: day * DAY_MS + ms }));
  const lastHours = fc.integer({ min: -6 * HOUR_MS, max: 2 * HOUR_MS }).map((ms): Moment => ({ from: 'now', ms }));
  return fc.oneof(
    { arbitrary: dayOf('long ago', 0, LONG_AGO_DAYS - 1), weight: 5 },
    { arbitrary: dayOf('now', -RECENT_DAYS, -1), weight: 3 },
    { arbitrary: lastHours, weight: 1 },
  );
}
