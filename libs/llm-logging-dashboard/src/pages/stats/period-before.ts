import { datesOf, type Range } from '../../view/view.js';

/** The equally long time before a range. */
export function periodBefore(range: Range, now = Date.now()): { startDate: string; endDate: string } {
  const { startDate, endDate } = datesOf(range);
  const start = Date.parse(startDate);
  // To the minute, so that what is asked stays the same question for that long.
  const end = endDate === undefined ? Math.floor(now / 60_000) * 60_000 : Date.parse(endDate);
  return { startDate: new Date(2 * start - end).toISOString(), endDate: startDate };
}
