import { UNKNOWN } from '../../format/numbers.js';

/** Tokens per second: `42.1/s`; calls that write none, such as embeddings, have no speed. */
export function perSecond(value: number | null): string {
  return value === null || value === 0 ? UNKNOWN : `${Number(value.toPrecision(3))}/s`;
}
