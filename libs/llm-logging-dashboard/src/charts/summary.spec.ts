import { expect, it } from '@jest/globals';
import { linesSummary, stackSummary } from './summary.js';

const day = (date: number) => new Date(2026, 10, date).toISOString();
const chart = {
  title: 'Cost',
  periods: [
    { start: day(23), end: day(24) },
    { start: day(24), end: day(25) },
  ],
  interval: 'day' as const,
  format: (value: number) => `$${value}`,
};
const series = (name: string, ...values: (number | null)[]) => ({ name, values, colour: '--series-1' as const });

it('says what a stack adds up to, its peak and its largest layer', () => {
  expect(stackSummary({ ...chart, series: [series('a', 1, 2), series('b', 4, null)] })).toBe(
    'Cost, by day, Mon 23 Nov to Tue 24 Nov. $7 in all, most in Mon 23 Nov: $5. Largest of 2: b with $4.',
  );
});

it('says where lines lie and how they end', () => {
  expect(linesSummary({ ...chart, series: [series('p50', 3, 1), series('p99', null, null)] })).toBe(
    'Cost, by day, Mon 23 Nov to Tue 24 Nov. p50 from $1 to $3, last $1.',
  );
});

it('says that there is nothing', () => {
  expect(stackSummary({ ...chart, series: [] })).toBe('Cost: nothing to show.');
  expect(linesSummary({ ...chart, series: [series('p50', null, null)] })).toBe('Cost: nothing to show.');
});
