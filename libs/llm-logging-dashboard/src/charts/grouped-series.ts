import { colourScale, MOST_NAMES, OTHERS, type Colour } from './colour-scale.js';
import { sumOf, type Series } from './series.js';

interface GroupedPoint<Totals> {
  groups?: Record<string, Totals>;
}

/** The names of a grouped time series, largest first, and what is left of it joined as `other`. */
export function stackOf<Totals>(
  points: readonly GroupedPoint<Totals>[],
  measure: (totals: Totals) => number | null,
): Series[] {
  const all = valuesByName(points, measure)
    .map(([name, values]) => ({ name, values, sum: sumOf(values) }))
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => Number(a.name === OTHERS) - Number(b.name === OTHERS) || b.sum - a.sum);
  const named = all.filter(({ name }) => name !== OTHERS);
  const shown = named.length > MOST_NAMES ? named.slice(0, MOST_NAMES) : all;
  const rest = all.slice(shown.length);
  const colourOf = colourScale(shown.map(({ name }) => name));
  const series = shown.map(({ name, values }) => ({ name, values, colour: colourOf(name) }));
  if (rest.length === 0) return series;
  const values = points.map((_, index) => sumOf(rest.map(({ values }) => values[index]!)));
  return [...series, { name: OTHERS, values, colour: colourOf(OTHERS) }];
}

/** The names with most of `weight`, as lines: these cannot be joined. */
export function linesOf<Totals>(
  points: readonly GroupedPoint<Totals>[],
  measure: (totals: Totals) => number | null,
  weight: (totals: Totals) => number,
  most = 5,
): Series[] {
  const weights = valuesByName(points, weight).map(([name, values]): [string, number] => [name, sumOf(values)]);
  const heaviest = weights.sort(([, a], [, b]) => b - a).map(([name]) => name);
  const values = new Map(valuesByName(points, measure));
  const shown = heaviest.filter((name) => values.get(name)!.some((value) => value !== null)).slice(0, most);
  const colourOf: (name: string) => Colour = colourScale(shown);
  return shown.map((name) => ({ name, values: values.get(name)!, colour: colourOf(name) }));
}

function valuesByName<Totals, Value>(
  points: readonly GroupedPoint<Totals>[],
  measure: (totals: Totals) => Value,
): [string, (Value | null)[]][] {
  const names = new Set(points.flatMap(({ groups }) => Object.keys(groups ?? {})));
  return [...names].map((name) => [
    name,
    points.map(({ groups }) => (groups !== undefined && Object.hasOwn(groups, name) ? measure(groups[name]!) : null)),
  ]);
}
