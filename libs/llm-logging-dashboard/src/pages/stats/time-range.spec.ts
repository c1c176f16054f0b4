import { expect, it } from '@jest/globals';
import { periodBefore } from './period-before.js';
import { partOf } from './time-range.js';

it('finds the equally long time before', () => {
  expect(periodBefore({ startDate: '2026-11-20T00:00:00.000Z', endDate: '2026-11-21T12:00:00.000Z' })).toEqual({
    startDate: '2026-11-18T12:00:00.000Z',
    endDate: '2026-11-20T00:00:00.000Z',
  });
  const now = Date.parse('2026-11-24T12:00:00Z');
  expect(periodBefore({ startDate: '2026-11-24T11:00:00.000Z' }, now)).toEqual({
    startDate: '2026-11-24T10:00:00.000Z',
    endDate: '2026-11-24T11:00:00.000Z',
  });
});

it('cuts the first and the last period of a range', () => {
  const range = { startDate: '2026-11-20T06:00:00.000Z', endDate: '2026-11-22T18:00:00.000Z' };
  const day = (date: number) => ({ start: `2026-11-${date}T00:00:00.000Z`, end: `2026-11-${date + 1}T00:00:00.000Z` });
  expect(partOf(day(20), range)).toEqual({ startDate: range.startDate, endDate: '2026-11-21T00:00:00.000Z' });
  expect(partOf(day(21), range)).toEqual({ startDate: day(21).start, endDate: day(21).end });
  expect(partOf(day(22), range)).toEqual({ startDate: day(22).start, endDate: range.endDate });
});
