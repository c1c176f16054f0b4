import type { Period } from './period.js';

/** A part of a chart. */
export interface Where {
  /** A series; without it all. */
  name?: string;
  /** Without it the whole time. */
  period?: Period;
}
