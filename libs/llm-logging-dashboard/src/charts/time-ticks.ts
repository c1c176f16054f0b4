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
const time = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' });
const month = new Intl.DateTimeFormat(LOCALE, { month: 'short' });
const year = new Intl.DateTimeFormat(LOCALE, { year: 'numeric' });

/**
 * At most so many marks, in local time. Hours are marked where they begin, on hours that the step divides; longer periods in
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
  if (step <= 24) return date.getHours() % step === 0;
  return date.getHours() === 0 && (date.getDate() - 1) % (step / 24) === 0;
}

const LABELS: Readonly<Record<Interval, (date: Date) => string>> = {
  hour: (date) => (date.getHours() === 0 ? day : time).format(date),
  day: (date) => day.format(date),
  week: (date) => day.format(date),
  month: (date) => (date.getMonth() === 0 ? year : month).format(date),
};
