import { money } from '../../format/numbers.js';

/** USD beside an axis: its marks are round, so cents only where there are some. */
export function axisMoney(value: number): string {
  return money(value).replace(/\.00$/, '');
}
