import { cost } from './quantities.js';

/** Below $1 so many digits of a sum say something, as far as places reach. */
const DIGITS = 3;
const MOST_PLACES = 6;
const SMALLEST = 10 ** -MOST_PLACES;

interface Costs {
  readonly totalCost: number;
  readonly totalCalls: number;
  readonly unpricedCalls: number;
  readonly uncountedCalls?: number;
}

/** A cost of which no part is known is none: it says what is missing. */
export function costText(
  { totalCost, totalCalls, unpricedCalls, uncountedCalls }: Costs,
  format: (usd: number) => string = cost,
): string {
  if (totalCalls === 0 || unpricedCalls < totalCalls || totalCost > 0) return format(totalCost);
  return uncountedCalls === totalCalls ? 'no tokens' : 'no price';
}

/** Formats a column of USD so that their points stand below each other: cents from $1 on, below it as many places as the smallest needs. */
export function costColumn(values: readonly number[]): (usd: number) => string {
  const places = Math.max(2, ...values.map(placesFor));
  return (usd) => {
    if (usd === 0) return `$0${' '.repeat(places + 1)}`;
    if (usd < SMALLEST) return `< $${SMALLEST.toFixed(places)}`;
    return usd >= 1 ? cost(usd) + ' '.repeat(places - 2) : `$${usd.toFixed(places)}`;
  };
}

function placesFor(usd: number): number {
  if (usd === 0 || usd >= 1) return 2;
  return Math.min(DIGITS - 1 - Math.floor(Math.log10(usd)), MOST_PLACES);
}
