const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `5m`, `1h`, `7d` in ms; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const match = /^(\d{1,6})([mhd])$/.exec(text);
  return match === null ? undefined : Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}
