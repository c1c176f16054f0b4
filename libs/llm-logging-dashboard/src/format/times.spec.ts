import { afterEach, describe, expect, it } from '@jest/globals';
import { setReportingZone } from '../view/zone.js';
import { localSpan, localTime } from './times.js';

const NOW = new Date('2026-11-29T12:00:00Z');

afterEach(() => setReportingZone('UTC'));

describe('times in the reporting zone', () => {
  it('are of its clocks and its days', () => {
    setReportingZone('Asia/Kolkata');
    expect(localTime('2026-11-28T18:29:59Z', NOW)).toBe('28 Nov, 23:59:59');
    expect(localTime('2026-11-28T18:30:00Z', NOW)).toBe('00:00:00');
  });

  it('stay as they were for a zone that nobody knows', () => {
    setReportingZone('Mars/Olympus');
    expect(localTime('2026-11-28T18:30:00Z', NOW)).toBe('28 Nov, 18:30:00');
  });

  it.each([
    [['2026-11-22T23:00:00Z', '2026-11-29T23:00:00Z'], '23 – 29 Nov'],
    [['2026-10-28T23:00:00Z', '2026-11-04T23:00:00Z'], '29 Oct – 4 Nov'],
    [['2026-11-27T23:00:00Z', '2026-11-28T23:00:00Z'], '28 Nov'],
    [['2026-11-27T23:00:00Z', undefined], '28 Nov – now'],
    [['2026-11-28T08:30:00Z', '2026-11-29T08:00:00Z'], '28 Nov, 09:30 – 09:00'],
    [['2025-12-31T23:00:00Z', '2026-01-31T23:00:00Z'], '1 – 31 Jan'],
    [['2025-11-30T23:00:00Z', '2025-12-31T23:00:00Z'], '1 Dec 2025 – 31 Dec 2025'],
  ] as const)('are shown as days: %j', ([startDate, endDate], expected) => {
    setReportingZone('Europe/Berlin');
    expect(localSpan({ startDate, endDate }, NOW)).toBe(expected);
  });
});
