import { spanBefore, type TimeSpan } from '../../view/range.js';
import { datesOf, type Range } from '../../view/view.js';

/** The equally long time before a range. */
export function periodBefore(range: Range, now?: number): TimeSpan {
  return spanBefore(datesOf(range, now));
}
