import { duration, money, tokens } from '../../format/numbers.js';

/** USD beside an axis: its marks are round, so cents only where there are some. */
export function axisMoney(value: number): string {
  return money(value).replace(/\.00$/, '');
}

/** Durations beside an axis: `5 s`, `2.5 s`. */
export function axisDuration(ms: number): string {
  return withoutZeros(duration(ms));
}

/** Tokens beside an axis: `2M`. */
export function axisTokens(value: number): string {
  return withoutZeros(tokens(value));
}

function withoutZeros(text: string): string {
  return text.replace(/\.?0+(?=\D*$)/, (zeros) => (zeros.startsWith('.') ? '' : text.includes('.') ? '' : zeros));
}
