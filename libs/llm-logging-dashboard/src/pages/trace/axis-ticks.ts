/** Moments to mark on an axis from 0 to `length` ms: round ones, about `wanted` of them. */
export function axisTicks(length: number, wanted: number): number[] {
  if (length <= 0 || wanted < 1) return [0];
  const step = roundStep(length / wanted);
  const count = Math.floor(length / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Past a second people count by clocks. */
const CLOCK = [1, 2, 5, 10, 15, 30].flatMap((n) => [n * 1_000, n * MINUTE, n * HOUR]).sort((a, b) => a - b);

function roundStep(least: number): number {
  if (least > 1_000) {
    const round = CLOCK.find((step) => step >= least);
    if (round !== undefined) return round;
  }
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= least * 0.999_999) ?? 10 * power;
}
