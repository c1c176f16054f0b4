import { reportingZone, zoned } from '../view/zone.js';
import { startOf } from '../view/calendar.js';

const LOCALE = 'en-GB';
const timeOfDay = zoned(LOCALE, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = zoned(LOCALE, { day: 'numeric', month: 'short' });
const dayOfYear = zoned(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
const year = zoned(LOCALE, { year: 'numeric' });
const ago = new Intl.RelativeTimeFormat('en', { style: 'narrow' });

const MINUTE_MS = 60_000;
const UNITS: readonly [Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** In the reporting zone: `14:03:05` today, `24 Nov, 14:03:05` before. */
export function localTime(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const time = timeOfDay(date);
  return dayOfYear(date) === dayOfYear(now) ? time : `${localDay(iso, now)}, ${time}`;
}

/** `24 Nov`, with the year where it is another. */
export function localDay(iso: string, now = new Date()): string {
  const date = new Date(iso);
  return (year(date) === year(now) ? day : dayOfYear)(date);
}

/** The days of a half-open time: `22 – 28 Nov`; its hours where it begins or ends within a day: `28 Nov, 09:30 – now`. */
export function localSpan({ startDate, endDate }: { startDate: string; endDate?: string }, now = new Date()): string {
  const first = localMoment(startDate, now);
  if (endDate === undefined) return `${first} – now`;
  const last = beginsDay(endDate)
    ? localDay(new Date(Date.parse(endDate) - 1).toISOString(), now)
    : localMoment(endDate, now);
  if (first === last) return first;
  const [dayOfFirst, monthOfFirst] = first.split(' ');
  const isOneMonth = beginsDay(startDate) && first.split(' ').length === 2 && last.split(' ')[1] === monthOfFirst;
  return `${isOneMonth ? dayOfFirst : first} – ${last}`;
}

function localMoment(iso: string, now: Date): string {
  return beginsDay(iso) ? localDay(iso, now) : localTime(iso, now).slice(0, -3);
}

function beginsDay(iso: string): boolean {
  const moment = Date.parse(iso);
  return startOf('day', moment, reportingZone()) > moment - MINUTE_MS;
}

/** `2026-11-24 14:03:05.123 UTC` */
export function utcTime(iso: string): string {
  return new Date(iso).toISOString().replace('T', ' ').replace('Z', ' UTC');
}

/** `3m ago` */
export function relativeTime(iso: string, now = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1_000;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return ago.format(Math.trunc(seconds / size), unit);
}
