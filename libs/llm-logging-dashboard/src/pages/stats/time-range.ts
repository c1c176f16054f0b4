import type { Period } from '../../charts/period.js';
import { isOngoing } from '../../view/range.js';
import { datesOf, type Range } from '../../view/view.js';

/** The part of a period that lies in a range: the first and the last of a chart count only that. */
export function partOf({ start, end }: Period, range: Range): { startDate: string; endDate: string } {
  const { startDate, endDate } = datesOf(range);
  return {
    startDate: Date.parse(startDate) > Date.parse(start) ? startDate : start,
    endDate: !isOngoing(range) && Date.parse(endDate) < Date.parse(end) ? endDate : end,
  };
}
