import { UNKNOWN } from '../../format/numbers.js';

/** Tokens per second: `42.1/s`; calls that write none, such as embeddings, have no speed. */
export function perSecond(value: number | null): string {
  if (value === null || value === 0) return UNKNOWN;
  return `${value < 99.95 ? value.toFixed(1) : Number(value.toPrecision(3))}/s`;
}
