import { LENGTHS } from '../schema/periods.js';
import { startOf } from '../../storage/periods.js';
import type { Window } from '../schema/windows.js';
import type { TimeRange } from './question.js';

/** What whole days are put together from, other than days themselves: sums of several. */
export interface DaySums {
  readonly windows: readonly Window[];
  readonly hasDay: (start: number) => boolean;
  readonly hasWeek: (start: number) => boolean;
  /** Whether sums may reach beyond the days, what is too much being taken off again. */
  readonly mayTakeOff: boolean;
}

/** Sums of a week, of a day, or of a window, to be added, or taken off again. */
export interface CoverPart {
  readonly of: 'week' | 'day' | Window;
  readonly range: TimeRange;
  readonly isLess: boolean;
}

/** A way from one midnight to another: forth by what is added, back by what is taken off. */
interface Step {
  readonly before: Step | undefined;
  readonly at: number;
  readonly part: CoverPart | undefined;
}

/**
 * The fewest sums that make up whole days, all of which have sums: the shortest way over midnights, found by going one step further
 * at a time.
 */
export function coverDays(days: TimeRange, sums: DaySums): CoverPart[] {
  const seen = new Set([days.from]);
  let steps: Step[] = [{ before: undefined, at: days.from, part: undefined }];
  while (steps.length > 0) {
    const next: Step[] = [];
    for (const step of steps)
      for (const part of partsAt(step.at, sums)) {
        const at = part.isLess ? part.range.from : part.range.to;
        if (seen.has(at) || (!sums.mayTakeOff && at > days.to)) continue;
        seen.add(at);
        const taken = { before: step, at, part };
        if (at === days.to) return partsOf(taken);
        next.push(taken);
      }
    steps = next;
  }
  return [{ of: 'day', range: days, isLess: false }];
}

/** The shorter ones first, so that these are taken where there would be as many of the longer. */
function partsAt(at: number, { windows, hasDay, hasWeek, mayTakeOff }: DaySums): CoverPart[] {
  const found: CoverPart[] = [];
  const { day, week } = LENGTHS;
  const offer = (of: CoverPart['of'], from: number, to: number, isLess: boolean) =>
    found.push({ of, range: { from, to }, isLess });
  if (hasDay(at)) offer('day', at, at + day, false);
  if (startOf(at, week) === at && hasWeek(at)) offer('week', at, at + week, false);
  for (const window of windows) if (window.from === at) offer(window, at, window.to, false);
  if (!mayTakeOff) return found;
  if (hasDay(at - day)) offer('day', at - day, at, true);
  if (startOf(at, week) === at && hasWeek(at - week)) offer('week', at - week, at, true);
  for (const window of windows) if (window.to === at) offer(window, window.from, at, true);
  return found;
}

function partsOf(last: Step): CoverPart[] {
  const parts: CoverPart[] = [];
  for (let step: Step | undefined = last; step?.part !== undefined; step = step.before) parts.unshift(step.part);
  return parts;
}
