import { money } from '../../format/numbers.js';

interface Priced {
  /** USD, of the calls whose price is known. */
  totalCost: number;
  unpricedCalls: number;
  totalTokens: number;
}

const NO_PRICE = 'no price';
const NO_TOKENS = 'no tokens';

/** A sum of which no part is known is not $0: either the tokens are not known, or their price. */
export function costText(priced: Priced, format: (cost: number) => string = money): string {
  if (knownCost(priced) !== null) return format(priced.totalCost);
  return priced.totalTokens === 0 ? NO_TOKENS : NO_PRICE;
}

/** For sorting and for bars: null where no part is known. */
export function knownCost({ totalCost, unpricedCalls }: Priced): number | null {
  return totalCost === 0 && unpricedCalls > 0 ? null : totalCost;
}

/** Cost of one call, where any has a price. */
export function moneyOrNone(cost: number | null): string {
  return cost === null ? NO_PRICE : money(cost);
}
