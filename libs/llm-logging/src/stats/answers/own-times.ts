/** A record of a trace, with the one that it was made in. Times in ms. */
export interface TimedStep {
  readonly id: string;
  readonly parentCallId: string | null;
  readonly startedAt: number;
  readonly latencyMs: number;
}

/**
 * The own time of each record, in ms: its time less that of the records made in it. Where these overlap, the time counts once; what of
 * them lies outside of their parent is not the parent's.
 */
export function ownTimes(steps: readonly TimedStep[]): Map<string, number> {
  const children = new Map<string, TimedStep[]>();
  for (const step of steps) {
    if (step.parentCallId === null) continue;
    const siblings = children.get(step.parentCallId);
    if (siblings === undefined) children.set(step.parentCallId, [step]);
    else siblings.push(step);
  }
  return new Map(steps.map((step) => [step.id, step.latencyMs - coveredTime(step, children.get(step.id) ?? [])]));
}

function coveredTime({ startedAt, latencyMs }: TimedStep, inside: readonly TimedStep[]): number {
  const end = startedAt + latencyMs;
  let covered = 0;
  let until = startedAt;
  for (const child of [...inside].sort((a, b) => a.startedAt - b.startedAt)) {
    const from = Math.max(child.startedAt, until);
    const to = Math.min(child.startedAt + child.latencyMs, end);
    if (to <= from) continue;
    covered += to - from;
    until = to;
  }
  return covered;
}
