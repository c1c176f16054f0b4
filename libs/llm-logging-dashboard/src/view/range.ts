import { startAfter, startOf } from './calendar.js';

/** Times that go by name, each of the reporting zone. */
export const NAMED_RANGES = {
  today: 'Today',
  yesterday: 'Yesterday',
  thisWeek: 'This week',
  lastWeek: 'Last week',
  thisMonth: 'This month',
  lastMonth: 'Last month',
} as const;

export type NamedRange = keyof typeof NAMED_RANGES;

/** Time looked at: by name, the last hours, this day with those before it, or from one moment until before another. */
export type Range =
  { range: NamedRange } | { hours: number } | { days: number } | { startDate: string; endDate?: string };

/** From `startDate` until before `endDate`, ISO 8601. */
export interface TimeSpan {
  startDate: string;
  endDate: string;
}

const HOUR_MS = 3_600_000;

export function isNamedRange(name: unknown): name is NamedRange {
  return typeof name === 'string' && Object.hasOwn(NAMED_RANGES, name);
}

/** Whether a range ends with the present, and goes on with it. */
export function isOngoing(range: Range): boolean {
  if ('range' in range) return range.range === 'today' || range.range.startsWith('this');
  return !('startDate' in range) || range.endDate === undefined;
}

/** A range as one half-open time: what every figure, comparison and list on a page is about. */
export function resolveRange(range: Range, zone: string, now: number): TimeSpan {
  const [from, to] = boundsOf(range, zone, now);
  return { startDate: new Date(from).toISOString(), endDate: new Date(to).toISOString() };
}

function boundsOf(range: Range, zone: string, now: number): [from: number, to: number] {
  if ('range' in range) return namedBounds(range.range, zone, now);
  if ('hours' in range) return [now - range.hours * HOUR_MS, now];
  if ('days' in range) {
    // A link from before days were those of the zone: the last 24 hours.
    if (range.days < 2) return [now - 24 * HOUR_MS, now];
    return [startAfter('day', 1 - Math.round(range.days), now - 1, zone), now];
  }
  const from = Date.parse(range.startDate);
  return [from, range.endDate === undefined ? Math.max(now, from + 1) : Date.parse(range.endDate)];
}

function namedBounds(name: NamedRange, zone: string, now: number): [from: number, to: number] {
  // The minute that goes on ends now, which may be midnight.
  const moment = now - 1;
  switch (name) {
    case 'today':
      return [startOf('day', moment, zone), now];
    case 'yesterday':
      return [startAfter('day', -1, moment, zone), startOf('day', moment, zone)];
    case 'thisWeek':
      return [startOf('week', moment, zone), now];
    case 'lastWeek':
      return [startAfter('week', -1, moment, zone), startOf('week', moment, zone)];
    case 'thisMonth':
      return [startOf('month', moment, zone), now];
    case 'lastMonth':
      return [startAfter('month', -1, moment, zone), startOf('month', moment, zone)];
  }
}

/** The equally long time before one. */
export function spanBefore({ startDate, endDate }: TimeSpan): TimeSpan {
  const [start, end] = [Date.parse(startDate), Date.parse(endDate)];
  return { startDate: new Date(2 * start - end).toISOString(), endDate: startDate };
}
