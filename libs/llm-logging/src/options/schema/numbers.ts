import type { Option, Unit } from './option.js';
import { that, withDefault } from './values.js';

/** A number from `from` to `to`. */
export function number(from: number, to = Infinity, unit?: Unit): Option<number | undefined> {
  const range = to === Infinity ? `from ${from}` : `from ${from} to ${to}`;
  return { ...that(isNumber(from, to), `must be a number ${range}`), unit };
}

export function isNumber(from: number, to = Infinity): (value: unknown) => value is number {
  return (value): value is number =>
    typeof value === 'number' && Number.isFinite(value) && value >= from && value <= to;
}

interface WholeNumber {
  readonly default: number;
  readonly from: number;
  readonly to: number;
  readonly unit?: Unit;
}

export function wholeNumber({ default: fallback, from, to, unit }: WholeNumber): Option<number> {
  const isWhole = (value: unknown): boolean => Number.isInteger(value) && isNumber(from, to)(value);
  const checked = that<number>(isWhole, `must be a whole number from ${from} to ${to}`);
  return withDefault({ ...checked, unit }, fallback);
}
