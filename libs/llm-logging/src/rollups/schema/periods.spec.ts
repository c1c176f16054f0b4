import { describe, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '../../storage/periods.js';
import { Calendar } from './periods.js';

const ZONES = [
  ...['UTC', 'Europe/Berlin', 'Europe/London', 'America/New_York', 'America/Santiago', 'America/Havana'],
  ...['Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia'],
];
const [FROM, TO] = [Date.UTC(2017, 0, 1), Date.UTC(2027, 0, 1)];

describe('the days of a zone', () => {
  it.each(ZONES)('follow each other for ten years, from one date to the next: %s', (timeZone) => {
    const calendar = new Calendar([{ since: 0, timeZone }]);
    const date = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
    let day = calendar.at('day', FROM);
    let days = 0;
    while (day.start < TO) {
      const next = calendar.at('day', day.end);
      expect(next.start).toBe(day.end);
      expect(date.format(day.start)).not.toBe(date.format(day.start - 1));
      expect(date.format(day.start)).toBe(date.format(day.end - 1));
      expect([23, 23.5, 24, 24.5, 25]).toContain((day.end - day.start) / HOUR_MS);
      day = next;
      days += 1;
    }
    expect(days).toBeGreaterThan(3_640);
    const week = calendar.at('week', FROM);
    expect(new Intl.DateTimeFormat('en', { timeZone, weekday: 'short' }).format(week.start)).toBe('Mon');
  });

  it('end where the zone changes, and so do weeks', () => {
    const since = Date.UTC(2026, 2, 25);
    const calendar = new Calendar([
      { since: 0, timeZone: 'UTC' },
      { since, timeZone: 'Asia/Tokyo' },
    ]);
    expect(calendar.at('day', since - 1)).toEqual({ start: since - DAY_MS, end: since });
    expect(calendar.at('day', since)).toEqual({ start: since, end: since + 15 * HOUR_MS });
    expect(calendar.at('week', since - 1)).toEqual({ start: Date.UTC(2026, 2, 23), end: since });
    expect(calendar.at('week', since)).toEqual({ start: since, end: Date.UTC(2026, 2, 29, 15) });
    expect(calendar.timeZone).toBe('Asia/Tokyo');
  });
});
