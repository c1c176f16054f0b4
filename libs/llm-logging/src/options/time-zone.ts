import { that } from './schema/values.js';
import type { Option } from './schema/option.js';

export const timeZone: Option<string | undefined> = that(
  isTimeZone,
  'must be the IANA name of a time zone, such as Europe/Berlin or UTC',
);

/** Whether `Intl` knows the zone. Offsets such as `+05:30` are none: PostgreSQL means the opposite by them. */
export function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || !/^[A-Za-z]/.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
