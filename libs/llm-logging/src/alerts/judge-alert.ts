import type { AlertValue, AlertValues } from './alert-values.js';

/** What is known of an alert and a value of `per` from the last look. */
export interface AlertState {
  readonly isActive: boolean;
  /** When its last event was written, in ms since 1970; null for never. */
  readonly eventAt: number | null;
}

/** What a look found that is to be noted; `event` is to be written as well. */
export interface Finding {
  readonly subject: string;
  readonly value: number;
  readonly threshold: number;
  readonly isActive: boolean;
  readonly event: 'alert' | 'resolved' | undefined;
}

interface Judging {
  readonly now: number;
  readonly minCalls: number;
  readonly everyMs: number;
  /** Undefined: nothing is known that it could be above. */
  readonly thresholdOf: (subject: string) => number | undefined;
}

const NOTHING: AlertValue = { value: 0, calls: 0 };

/**
 * What changes of an alert: one event when a value goes above, again each time that `everyMs` has passed while it stays there, and one when
 * it is over. What goes up and down within `everyMs` is reported once.
 */
export function judge(values: AlertValues, states: ReadonlyMap<string, AlertState>, judging: Judging): Finding[] {
  const subjects = new Set([
    ...values.keys(),
    ...[...states].filter(([, { isActive }]) => isActive).map(([name]) => name),
  ]);
  return [...subjects].flatMap((subject) => {
    const finding = judgeOne(subject, values.get(subject) ?? NOTHING, states.get(subject), judging);
    return finding === undefined ? [] : [finding];
  });
}

function judgeOne(
  subject: string,
  { value, calls }: AlertValue,
  state: AlertState | undefined,
  { now, minCalls, everyMs, thresholdOf }: Judging,
): Finding | undefined {
  const threshold = thresholdOf(subject);
  const isAbove = threshold !== undefined && calls >= minCalls && value > threshold;
  const wasActive = state?.isActive === true;
  if (!isAbove)
    return wasActive ? { subject, value, threshold: threshold ?? 0, isActive: false, event: 'resolved' } : undefined;
  const eventAt = state?.eventAt ?? null;
  if (eventAt !== null && now - eventAt < everyMs) return undefined;
  return { subject, value, threshold, isActive: true, event: 'alert' };
}
