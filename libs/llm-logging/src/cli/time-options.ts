import { CliUsageError } from './command.js';

/** Of what time calls are. */
export const TIME_OPTIONS = { since: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } } as const;

export const TIME_HELP = `  --since    calls of the last 30m, 2h, 7d or 4w
  --from     calls started at this time or later, ISO 8601: 2026-11-01 (midnight UTC) or 2026-11-01T12:00+01:00
  --to       and before this time; default: now`;

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

interface GivenTimes {
  readonly since?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** @returns times as ISO 8601, as they are given where they are. @throws CliUsageError */
export function timesOf({ since, from, to }: GivenTimes, now = Date.now()): { from?: string; to?: string } {
  if (since === undefined) return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  if (from !== undefined) throw new CliUsageError('Give --since or --from, not both.');
  return { from: sinceOf(since, now), ...(to !== undefined && { to }) };
}

function sinceOf(given: string, now: number): string {
  const [, number, unit] = /^(\d{1,5})([mhdw])$/.exec(given) ?? [];
  const ms = Number(number) * (UNITS[unit as keyof typeof UNITS] ?? NaN);
  if (!(ms > 0)) throw new CliUsageError('--since: must be a time such as 30m, 2h, 7d or 4w.');
  return new Date(now - ms).toISOString();
}
