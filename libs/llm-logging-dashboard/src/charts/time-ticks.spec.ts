import { describe, expect, it } from '@jest/globals';
import type { Period } from './period.js';
import { timeTicks } from './time-ticks.js';

/** In UTC, the zone where nothing else is said. */
function periods(count: number, at: (index: number) => Date): Period[] {
  return Array.from({ length: count }, (_, index) => ({
    start: at(index).toISOString(),
    end: at(index + 1).toISOString(),
  }));
}
const hours = (count: number) => periods(count, (index) => new Date(Date.UTC(2026, 10, 23, 7 + index)));
const days = (count: number) => periods(count, (index) => new Date(Date.UTC(2026, 10, 1 + index)));
const labels = (...question: Parameters<typeof timeTicks>) => timeTicks(...question).map(({ label }) => label);

describe('marks of hours', () => {
  it('stand at hours that the step divides, a new day by its name', () => {
    expect(labels(hours(24), 'hour', 8)).toEqual([
      '09:00',
      '12:00',
      '15:00',
      '18:00',
      '21:00',
      '24 Nov',
      '03:00',
      '06:00',
    ]);
  });

  it('stand where the hour begins', () => {
    expect(timeTicks(hours(2), 'hour', 9)[0]!.at).toBe(new Date(Date.UTC(2026, 10, 23, 7)).getTime());
  });

  it('are of days only where hours are many', () => {
    expect(labels(hours(72), 'hour', 3)).toEqual(['24 Nov', '25 Nov', '26 Nov']);
  });
});

describe('marks of days', () => {
  it('are of every day where there is room, in the middle of the day', () => {
    const ticks = timeTicks(days(3), 'day', 5);
    expect(ticks.map(({ label }) => label)).toEqual(['1 Nov', '2 Nov', '3 Nov']);
    expect(ticks[0]!.at).toBe(new Date(Date.UTC(2026, 10, 1, 12)).getTime());
  });

  it('are of weeks where there is little room', () => {
    expect(labels(days(28), 'day', 4)).toEqual(['1 Nov', '8 Nov', '15 Nov', '22 Nov']);
  });

  it('are never more than asked for', () => {
    for (const count of [1, 2, 8, 30, 93])
      for (const most of [2, 5, 12]) expect(labels(days(count), 'day', most).length).toBeLessThanOrEqual(most);
  });
});

it('marks January by its year', () => {
  const months = periods(3, (index) => new Date(Date.UTC(2026, 11 + index, 1)));
  expect(labels(months, 'month', 12)).toEqual(['Dec', '2027', 'Feb']);
});
