/** Days, weeks and months of a time zone. Instants are ms since 1970. */
export type CalendarUnit = 'day' | 'week' | 'month';

const DAY_MS = 86_400_000;
const THURSDAY = 4;

/** When the day, the week (from Monday) or the month that a moment belongs to begins in a zone. */
export function startOf(unit: CalendarUnit, moment: number, zone: string): number {
  return startAfter(unit, 0, moment, zone);
}

/** When the unit begins that is so many after that of a moment: -1 is the one before. */
export function startAfter(unit: CalendarUnit, count: number, moment: number, zone: string): number {
  const wall = new Date(moment + offsetAt(moment, zone));
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()];
  if (unit === 'month') return midnight(Date.UTC(year, month + count, 1), zone);
  const today = Date.UTC(year, month, day);
  if (unit === 'day') return midnight(today + count * DAY_MS, zone);
  // 1 January 1970 was a Thursday.
  const weekday = (((today / DAY_MS + THURSDAY - 1) % 7) + 7) % 7;
  return midnight(today + (count * 7 - weekday) * DAY_MS, zone);
}

/** When clocks show a time, given as if it were UTC; the first moment after it where they skip it. */
export function instantOf(wall: number, zone: string): number {
  const candidates = [wall - offsetAt(wall - DAY_MS, zone), wall - offsetAt(wall + DAY_MS, zone)];
  const exact = candidates.filter((moment) => moment + offsetAt(moment, zone) === wall);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

/** What clocks show at a moment, as if it were UTC. */
export function wallClock(moment: number, zone: string): number {
  return moment + offsetAt(moment, zone);
}

const midnight = instantOf;
const formats = new Map<string, Intl.DateTimeFormat>();

/** How far clocks are ahead of UTC, in ms. */
function offsetAt(moment: number, zone: string): number {
  const shown = Object.fromEntries(
    formatOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = shown as Record<string, number>;
  return Date.UTC(year!, month! - 1, day, hour, minute, second) - Math.floor(moment / 1_000) * 1_000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const made = new Intl.DateTimeFormat('en-US', { ...numeric, second: 'numeric', hourCycle: 'h23', timeZone: zone });
  formats.set(zone, made);
  return made;
}
