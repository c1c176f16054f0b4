import { describe, expect, it } from '@jest/globals';
import { intervalIn, intervalOf, middleOf, periodName } from './period.js';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-11-24T12:00:00Z');
const ago = (hours: number) => ({ startDate: new Date(NOW - hours * HOUR_MS).toISOString() });

describe('the interval of a range', () => {
  it.each([
    [1, 'hour'],
    [72, 'hour'],
    [73, 'day'],
    [93 * 24, 'day'],
    [94 * 24, 'week'],
    [400 * 24, 'week'],
    [401 * 24, 'month'],
  ])('of %i hours is the %s', (hours, interval) => {
    expect(intervalOf(ago(hours), NOW)).toBe(interval);
  });

  it('counts until the end, where there is one', () => {
    expect(intervalOf({ startDate: '2020-01-01T00:00:00Z', endDate: '2020-01-02T00:00:00Z' }, NOW)).toBe('hour');
  });
});

describe('the interval that an answer has', () => {
  const periods = (...hours: number[]) =>
    hours.map((length) => ({
      start: new Date(NOW).toISOString(),
      end: new Date(NOW + length * HOUR_MS).toISOString(),
    }));

  it.each([
    ['hour', periods(1, 1)],
    ['day', periods(23, 24)],
    ['day', periods(25, 24)],
    ['week', periods(168, 169)],
    ['month', periods(28 * 24, 31 * 24)],
  ])('is the %s, by the longest period', (interval, those) => {
    expect(intervalIn(those)).toBe(interval);
  });
});

it('names periods in the reporting zone', () => {
  const start = new Date(Date.UTC(2026, 10, 24, 14)).toISOString();
  expect(periodName(start, 'hour')).toBe('Tue 24 Nov, 14:00');
  expect(periodName(start, 'day')).toBe('Tue 24 Nov');
  expect(periodName(start, 'week')).toBe('Week of 24 Nov 2026');
  expect(periodName(start, 'month')).toBe('November 2026');
});

it('finds the middle of a period', () => {
  expect(middleOf({ start: '2026-11-24T00:00:00Z', end: '2026-11-25T00:00:00Z' })).toBe(NOW);
});
