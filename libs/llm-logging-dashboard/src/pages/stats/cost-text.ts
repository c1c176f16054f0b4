import { money } from '../../format/numbers.js';

interface Priced {
  /** USD, of the calls whose price is known. */
  totalCost: number;
  unpricedCalls: number;
}

const NO_PRICE = 'no price';

/** A sum of which no part is known is not $0. */
export function costText({ totalCost, unpricedCalls }: Priced): string {
  return totalCost === 0 && unpricedCalls > 0 ? NO_PRICE : money(totalCost);
}

/** For sorting and for bars: null where no part is known. */
export function knownCost({ totalCost, unpricedCalls }: Priced): number | null {
  return totalCost === 0 && unpricedCalls > 0 ? null : totalCost;
}

/** Cost of one call, where any has a price. */
export function moneyOrNone(cost: number | null): string {
  return cost === null ? NO_PRICE : money(cost);
}
