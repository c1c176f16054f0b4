import { describe, expect, it } from '@jest/globals';
import { counted, dateTime, localTime } from './quantities.js';

const AT = new Date('2026-10-25T00:30:05.250Z');

describe('quantities', () => {
  it('are counted in the singular and the plural', () => {
    expect([0, 1, 2, 1_200].map((n) => counted(n, 'call'))).toEqual(['0 calls', '1 call', '2 calls', '1,200 calls']);
  });

  it('are times of a zone, with its name', () => {
    expect(localTime(AT, 'Europe/Berlin')).toBe('2026-10-25 02:30:05');
    expect(dateTime(AT, 'UTC')).toBe('2026-10-25 00:30:05 UTC');
    expect(dateTime(AT, 'America/New_York')).toBe('2026-10-24 20:30:05 EDT');
  });
});
