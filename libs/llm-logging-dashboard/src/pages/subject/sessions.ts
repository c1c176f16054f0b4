import type { Call } from '../../api/answers.js';

/** Calls of one session. */
export interface SessionSum {
  sessionId: string;
  /** Start of the latest. */
  lastAt: string;
  calls: number;
  failed: number;
  /** USD; null where no call has a known price. */
  cost: number | null;
}

type Counted = Pick<Call, 'sessionId' | 'startedAt' | 'status' | 'estimatedCost'>;

/** The sessions among calls, in the order in which their calls come. */
export function sessionsOf(calls: readonly Counted[]): SessionSum[] {
  const sessions = new Map<string, SessionSum>();
  for (const { sessionId, startedAt, status, estimatedCost } of calls) {
    if (sessionId === null) continue;
    const session = sessions.get(sessionId) ?? { sessionId, lastAt: startedAt, calls: 0, failed: 0, cost: null };
    session.calls += 1;
    if (status === 'error' || status === 'timeout') session.failed += 1;
    if (estimatedCost !== null) session.cost = (session.cost ?? 0) + estimatedCost;
    sessions.set(sessionId, session);
  }
  return [...sessions.values()];
}
