import { periodAt } from '../zoned-periods.js';
import type { LlmBudgetWindow } from '../../options/budgets.options.js';

/** In ms since 1970. */
export interface WindowBounds {
  readonly start: number;
  /** Infinity for `total`. */
  readonly end: number;
}

const ALL_TIME: WindowBounds = { start: 0, end: Infinity };

/** The window that a time lies in. */
export function windowAt(window: LlmBudgetWindow, timeZone: string, at: number): WindowBounds {
  return window === 'total' ? ALL_TIME : periodAt(window, timeZone, at);
}
