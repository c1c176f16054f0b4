export { money } from './money.js';

/** Stands for what is not known. */
export const UNKNOWN = '–';

const LOCALE = 'en-US';
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(LOCALE, {
  notation: 'compact',
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 3,
});
const shares = new Intl.NumberFormat(LOCALE, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumSignificantDigits: 3 });

const wholePercents = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 0 });
const SMALLEST_SHARE = 0.001;

type Maybe<T> = T | null | undefined;

/** `1,234` */
export function count(value: Maybe<number>): string {
  return value == null ? UNKNOWN : whole.format(value);
}

/** `99,999`, `104k`, `75.8M` */
export function tokens(value: Maybe<number>): string {
  if (value == null) return UNKNOWN;
  return value < 100_000 ? whole.format(value) : compact.format(value).replace('K', 'k');
}

/** From 0 to 1: `12.3%` */
export function percent(value: Maybe<number>): string {
  return value == null ? UNKNOWN : percents.format(value);
}

/** A part of a whole in a column of them, from 0 to 1: `12.3%`, `4.0%`, `< 0.1%` */
export function share(value: Maybe<number>): string {
  if (value == null) return UNKNOWN;
  return value > 0 && value < SMALLEST_SHARE / 2 ? `< ${shares.format(SMALLEST_SHARE)}` : shares.format(value);
}

/** How much more or less, where 0.12 is 12 % more: `+12%`, `−3.4%` */
export function delta(change: number): string {
  const size = Math.abs(change);
  const text = (size < 0.0995 ? shares : wholePercents).format(size);
  return `${change > 0 ? '+' : change < 0 ? '−' : '±'}${text}`;
}

/** `840 ms`, `1.24 s`, `13.0 s`, `3 min 20 s`, `2 h 5 min` */
export function duration(ms: Maybe<number>): string {
  if (ms == null) return UNKNOWN;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toPrecision(3)} s`;
  const seconds = Math.round(ms / 1_000);
  return seconds < 3_600
    ? pair(Math.floor(seconds / 60), 'min', seconds % 60, 's')
    : pair(Math.floor(seconds / 3_600), 'h', Math.floor((seconds % 3_600) / 60), 'min');
}

function pair(large: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${large} ${unit}` : `${large} ${unit} ${rest} ${restUnit}`;
}
