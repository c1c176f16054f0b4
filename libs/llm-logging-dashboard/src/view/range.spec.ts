import { describe, expect, it } from '@jest/globals';
import { isOngoing, resolveRange, spanBefore, type Range } from './range.js';

const NOW = Date.parse('2026-11-04T09:30:00Z');

describe('a range', () => {
  it.each([
    [{ range: 'today' }, '2026-11-03T23:00:00.000Z', '2026-11-04T09:30:00.000Z'],
    [{ range: 'yesterday' }, '2026-11-02T23:00:00.000Z', '2026-11-03T23:00:00.000Z'],
    [{ range: 'thisWeek' }, '2026-11-01T23:00:00.000Z', '2026-11-04T09:30:00.000Z'],
    // With the hour that clocks were put back by.
    [{ range: 'lastWeek' }, '2026-10-25T23:00:00.000Z', '2026-11-01T23:00:00.000Z'],
    [{ range: 'thisMonth' }, '2026-10-31T23:00:00.000Z', '2026-11-04T09:30:00.000Z'],
    [{ range: 'lastMonth' }, '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
    [{ days: 7 }, '2026-10-28T23:00:00.000Z', '2026-11-04T09:30:00.000Z'],
    [{ days: 30 }, '2026-10-05T22:00:00.000Z', '2026-11-04T09:30:00.000Z'],
    [{ hours: 24 }, '2026-11-03T09:30:00.000Z', '2026-11-04T09:30:00.000Z'],
    [{ startDate: '2026-11-01T00:00:00Z' }, '2026-11-01T00:00:00.000Z', '2026-11-04T09:30:00.000Z'],
  ] as [Range, string, string][])('is one half-open time in the reporting zone: %j', (range, startDate, endDate) => {
    expect(resolveRange(range, 'Europe/Berlin', NOW)).toEqual({ startDate, endDate });
  });

  it('is compared with the time before it that is exactly as long', () => {
    const span = resolveRange({ days: 7 }, 'Europe/Berlin', NOW);
    const before = spanBefore(span);
    expect(before.endDate).toBe(span.startDate);
    expect(Date.parse(before.endDate) - Date.parse(before.startDate)).toBe(
      Date.parse(span.endDate) - Date.parse(span.startDate),
    );
  });

  it('at midnight is still about the day that ends', () => {
    const midnight = Date.parse('2026-11-03T23:00:00Z');
    expect(resolveRange({ range: 'today' }, 'Europe/Berlin', midnight)).toEqual({
      startDate: '2026-11-02T23:00:00.000Z',
      endDate: '2026-11-03T23:00:00.000Z',
    });
  });

  it('goes on with the present, or is over', () => {
    expect(
      [{ days: 7 }, { range: 'thisWeek' }, { startDate: '2026-01-01' }].map((range) => isOngoing(range as Range)),
    ).toEqual([true, true, true]);
    expect(
      [{ range: 'lastWeek' }, { startDate: '2026-01-01', endDate: '2026-02-01' }].map((range) =>
        isOngoing(range as Range),
      ),
    ).toEqual([false, false]);
  });
});
