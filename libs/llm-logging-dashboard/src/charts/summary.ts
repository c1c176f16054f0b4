import { periodName, type Interval, type Period } from './period.js';
import { sumOf, type Series } from './series.js';

interface Chart {
  title: string;
  periods: readonly Period[];
  interval: Interval;
  series: readonly Series[];
  format: (value: number) => string;
}

/** What a stack shows, for those who do not see it. */
export function stackSummary({ title, periods, interval, series, format }: Chart): string {
  if (periods.length === 0 || series.length === 0) return `${title}: nothing to show.`;
  const sums = periods.map((_, index) => sumOf(series.map(({ values }) => values[index]!)));
  const total = sumOf(sums);
  const peak = sums.indexOf(Math.max(...sums));
  const largest = series.reduce((a, b) => (sumOf(b.values) > sumOf(a.values) ? b : a));
  const parts = [
    `${title}, by ${interval}, ${spanOf(periods, interval)}.`,
    `${format(total)} in all, most in ${periodName(periods[peak]!.start, interval)}: ${format(sums[peak]!)}.`,
  ];
  if (series.length > 1)
    parts.push(`Largest of ${series.length}: ${largest.name} with ${format(sumOf(largest.values))}.`);
  return parts.join(' ');
}

/** What lines show, for those who do not see them. */
export function linesSummary({ title, periods, interval, series, format }: Chart): string {
  const parts = series.flatMap(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return [];
    const [low, high] = [Math.min(...known), Math.max(...known)];
    return [`${name} from ${format(low)} to ${format(high)}, last ${format(known.at(-1)!)}`];
  });
  if (parts.length === 0) return `${title}: nothing to show.`;
  return `${title}, by ${interval}, ${spanOf(periods, interval)}. ${parts.join('; ')}.`;
}

function spanOf(periods: readonly Period[], interval: Interval): string {
  const [first, last] = [periods[0]!, periods.at(-1)!].map(({ start }) => periodName(start, interval));
  return first === last ? first! : `${first} to ${last}`;
}
