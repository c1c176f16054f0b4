const LOCALE = 'en-GB';
const timeOfDay = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
const ago = new Intl.RelativeTimeFormat('en', { style: 'narrow' });

const UNITS: readonly [Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** In local time: `14:03:05` today, `24 Nov, 14:03:05` before. */
export function localTime(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const time = timeOfDay.format(date);
  return date.toDateString() === now.toDateString() ? time : `${localDay(iso, now)}, ${time}`;
}

/** `24 Nov`, with the year where it is another. */
export function localDay(iso: string, now = new Date()): string {
  const date = new Date(iso);
  return (date.getFullYear() === now.getFullYear() ? day : dayOfYear).format(date);
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
