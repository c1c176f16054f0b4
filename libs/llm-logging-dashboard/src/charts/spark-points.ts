interface Point {
  x: number;
  y: number;
}

/** Room for the stroke and the dot. */
const MARGIN = 3;

/** Values as points of a box, from 0 at its foot to the largest at its top; gaps are passed over. */
export function sparkPoints(values: readonly (number | null)[], width: number, height: number): Point[] {
  const largest = Math.max(0, ...values.map((value) => value ?? 0));
  const step = values.length < 2 ? 0 : (width - 2 * MARGIN) / (values.length - 1);
  const round = (value: number): number => Math.round(value * 10) / 10;
  return values.flatMap((value, index) => {
    if (value === null) return [];
    const share = largest === 0 ? 0 : value / largest;
    return [{ x: round(MARGIN + index * step), y: round(height - MARGIN - share * (height - 2 * MARGIN)) }];
  });
}
