/** One line, or one layer of a stack. */
export interface Series {
  /** What it is called, and what its calls are found by. */
  name: string;
  /** One for each period; null where there is none. */
  values: readonly (number | null)[];
  /** A name of `tokens.css`. */
  colour: `--${string}`;
}

/** Each layer on top of those before it. Nothing counts as 0. */
export function stacked(series: readonly Series[]): number[][] {
  const layers: number[][] = [];
  for (const { values } of series) {
    const below = layers.at(-1);
    layers.push(values.map((value, index) => (value ?? 0) + (below?.[index] ?? 0)));
  }
  return layers;
}

export function sumOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

/** Indices of values between two gaps, which no line shows. */
export function alone(values: readonly (number | null | undefined)[]): number[] {
  return values.flatMap((value, index) =>
    value != null && values[index - 1] == null && values[index + 1] == null ? [index] : [],
  );
}
