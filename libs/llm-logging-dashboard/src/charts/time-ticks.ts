import { wallClock } from '../view/calendar.js';
import { reportingZone, zoned } from '../view/zone.js';
import { middleOf, type Interval, type Period } from './period.js';

/** A mark on the time axis. */
export interface Tick {
  /** Unix time in ms. */
  at: number;
  label: string;
}

/** Every so many periods, so that days stay whole and weeks recognisable. */
const STEPS: Readonly<Record<Interval, readonly number[]>> = {
  hour: [1, 2, 3, 6, 12, 24, 48, 168],
  day: [1, 2, 7, 14, 28, 56],
  week: [1, 2, 4, 13, 26],
  month: [1, 2, 3, 6, 12, 24],
};

const LOCALE = 'en-GB';
const time = zoned(LOCALE, { hour: '2-digit', minute: '2-digit' });
const day = zoned(LOCALE, { day: 'numeric', month: 'short' });
const month = zoned(LOCALE, { month: 'short' });
const year = zoned(LOCALE, { year: 'numeric' });

/**
 * At most so many marks, in the reporting zone. Hours are marked where they begin, on hours that the step divides; longer periods in
 * their middle, where their bar stands.
 */
export function timeTicks(periods: readonly Period[], interval: Interval, most: number): Tick[] {
  const steps = STEPS[interval];
  const step = steps.find((step) => periods.length / step <= Math.max(most, 1)) ?? steps.at(-1)!;
  return periods
    .filter(({ start }, index) => (interval === 'hour' ? onHour(new Date(start), step) : index % step === 0))
    .map((period) => ({
      at: interval === 'hour' ? Date.parse(period.start) : middleOf(period),
      label: LABELS[interval](new Date(period.start)),
    }));
}

/** Two days and more are counted from the day of the month: near enough for a mark. */
function onHour(date: Date, step: number): boolean {
  const shown = shownBy(date);
  if (step <= 24) return shown.getUTCHours() % step === 0;
  return shown.getUTCHours() === 0 && (shown.getUTCDate() - 1) % (step / 24) === 0;
}

/** What clocks of the zone show, as if it were UTC. */
function shownBy(date: Date): Date {
  return new Date(wallClock(date.getTime(), reportingZone()));
}

const LABELS: Readonly<Record<Interval, (date: Date) => string>> = {
  hour: (date) => (shownBy(date).getUTCHours() === 0 ? day : time)(date),
  day,
  week: day,
  month: (date) => (shownBy(date).getUTCMonth() === 0 ? year : month)(date),
};
