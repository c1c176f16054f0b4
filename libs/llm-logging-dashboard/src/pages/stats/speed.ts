import { UNKNOWN } from '../../format/numbers.js';

/** Tokens per second: `42.1/s` */
export function perSecond(value: number | null): string {
  return value === null ? UNKNOWN : `${Number(value.toPrecision(3))}/s`;
}
