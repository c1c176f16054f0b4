/** To billionths of a dollar: what is added and taken off again leaves nothing behind. */
export function usd(amount: number): number {
  return Math.round(amount * 1e9) / 1e9;
}

/** The least that a call reserves: one that is expected to cost nothing still asks whether there is anything left. */
export const LEAST_USD = 1e-9;
