import { isJoined } from '../../charts/colour-scale.js';
import type { Dimension } from './dimensions.js';

export interface Mover {
  dimension: Dimension;
  name: string;
  before: number;
  now: number;
  /** Why it moved, in words. */
  why?: string;
}

/** What the names of one dimension add up to in both periods. */
export interface Moved {
  dimension: Dimension;
  before: Readonly<Record<string, number>>;
  now: Readonly<Record<string, number>>;
}

/** Names that changed most, in either direction. A dimension of one name says no more than the whole. */
export function largestMovers(dimensions: readonly Moved[], most = 8): Mover[] {
  return dimensions
    .flatMap(moversOf)
    .filter(({ before, now }) => before !== now)
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before))
    .slice(0, most);
}

function moversOf({ dimension, before, now }: Moved): Mover[] {
  const names = [...new Set([...Object.keys(now), ...Object.keys(before)])];
  if (names.length < 2) return [];
  return names
    .filter((name) => !isJoined(name))
    .map((name) => ({ dimension, name, before: valueOf(before, name), now: valueOf(now, name) }));
}

function valueOf(values: Readonly<Record<string, number>>, name: string): number {
  return Object.hasOwn(values, name) ? values[name]! : 0;
}
