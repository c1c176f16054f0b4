const COUNT = new Intl.NumberFormat('en-US');

export function count(value: number): string {
  return COUNT.format(value);
}

/** Milliseconds as a person would say them; `–` for none. */
export function duration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const minutes = Math.floor(ms / 60_000);
  return minutes < 60
    ? `${minutes} m ${Math.floor((ms % 60_000) / 1_000)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

/** USD: cents of a day, and fractions of a cent of a call. */
export function cost(usd: number | null): string {
  if (usd === null) return '–';
  if (usd === 0) return '$0';
  if (usd >= 1) return `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  return `$${usd >= 0.01 ? usd.toFixed(4) : Number(usd.toPrecision(2)).toFixed(8).replace(/0+$/, '')}`;
}

/** From 0 to 1, as percent with one decimal. */
export function share(value: number | null): string {
  if (value === null) return '–';
  return value > 0 && value < 0.0005 ? '< 0.1 %' : `${(value * 100).toFixed(1)} %`;
}

/** `1 call`, `2 calls`: words whose plural ends with s. */
export function counted(value: number, what: string): string {
  return `${count(value)} ${value === 1 ? what : `${what}s`}`;
}

const formats = new Map<string | undefined, Intl.DateTimeFormat>();

/** Date and time in a zone, as `2026-11-29 12:00:00`. @param timeZone default: that of this machine. */
export function localTime(at: Date, timeZone?: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    // Sweden writes dates as ISO 8601 does.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(timeZone, format);
  }
  return format.format(at);
}

/** The time of day here, to the millisecond. */
export function time(at: Date): string {
  return `${localTime(at).slice(11)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** With the zone's short name. @param timeZone default: that of this machine. */
export function dateTime(at: Date, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'short' }).formatToParts(at);
  return `${localTime(at, timeZone)} ${parts.find(({ type }) => type === 'timeZoneName')!.value}`;
}
