import { windowAt, type WindowBounds } from './budget-window.js';
import type { LlmBudget } from '../../options/budgets.options.js';

type Timed = Pick<LlmBudget, 'window'> & { readonly timeZone: string };

/** Windows of one budget, the last of which are remembered: calls come one after the other, mostly in the same. */
export class WindowsOfRule {
  #known: WindowBounds[] = [];

  constructor(private readonly rule: Timed) {}

  at(time: number): WindowBounds {
    const known = this.#known.find(({ start, end }) => time >= start && time < end);
    if (known !== undefined) return known;
    const bounds = windowAt(this.rule.window, this.rule.timeZone, time);
    this.#known = [bounds, ...this.#known].slice(0, 8);
    return bounds;
  }
}
