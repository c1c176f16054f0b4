/** `npm run test:faults` runs the long form of figures that need much data, or many faults; `npm test` the short one. */
const isLong = process.env['FAULTS'] === 'long';

export function scaled<T>(short: T, long: T): T {
  return isLong ? long : short;
}

/** Longest time of one case, in ms: generous, as the machine may be busy. */
export const PATIENCE_MS = scaled(180_000, 1_800_000);
