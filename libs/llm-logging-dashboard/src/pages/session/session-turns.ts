import { hasFailed } from '../call/has-failed.js';

/** What a session's page needs of a call to put it in its place. */
export interface SessionCall {
  readonly id: string;
  readonly callType: string;
  readonly traceId: string | null;
  readonly parentCallId: string | null;
  readonly status: string;
}

/** Calls that the user saw, and between them runs of those that the application made for itself. */
type SessionStep<C extends SessionCall> =
  { readonly kind: 'visible'; readonly call: C } | { readonly kind: 'hidden'; readonly calls: readonly C[] };

/** What happened for one request: its calls, oldest first. */
export interface SessionTurn<C extends SessionCall> {
  /** Null for calls without a trace. */
  readonly traceId: string | null;
  readonly calls: readonly C[];
  readonly steps: readonly SessionStep<C>[];
}

/** Groups a session's calls, given oldest first, by trace, in the order in which the traces began. */
export function sessionTurns<C extends SessionCall>(calls: readonly C[]): SessionTurn<C>[] {
  const turns: { traceId: string | null; calls: C[] }[] = [];
  const byTrace = new Map<string, { traceId: string | null; calls: C[] }>();
  for (const call of calls) {
    const known = call.traceId === null ? turns.at(-1) : byTrace.get(call.traceId);
    if (known !== undefined && known.traceId === call.traceId) {
      known.calls.push(call);
      continue;
    }
    const turn = { traceId: call.traceId, calls: [call] };
    turns.push(turn);
    if (call.traceId !== null) byTrace.set(call.traceId, turn);
  }
  return turns.map((turn) => ({ ...turn, steps: stepsOf(turn.calls) }));
}

/** Types of calls whose answer goes to the user. */
const SPOKEN: ReadonlySet<string> = new Set(['chat', 'rag_synthesis', 'rag_query']);

/** A chat that encloses others, as a wrapped method does, says what they say: then the outermost stands for all. */
function stepsOf<C extends SessionCall>(calls: readonly C[]): SessionStep<C>[] {
  const spoken = new Set(calls.filter(({ callType }) => SPOKEN.has(callType)).map(({ id }) => id));
  const steps: SessionStep<C>[] = [];
  let hidden: C[] = [];
  const flush = (): void => {
    if (hidden.length > 0) steps.push({ kind: 'hidden', calls: hidden });
    hidden = [];
  };
  for (const call of calls) {
    const isInside = call.parentCallId !== null && spoken.has(call.parentCallId);
    if (!spoken.has(call.id) || isInside) {
      hidden.push(call);
      continue;
    }
    flush();
    steps.push({ kind: 'visible', call });
  }
  flush();
  return steps;
}

interface SummedCall {
  readonly status: string;
  readonly startedAt: string;
  readonly latencyMs: number | null;
  readonly estimatedCost: number | null;
}

export interface TurnSums {
  readonly calls: number;
  readonly errors: number;
  /** USD, of the calls whose price is known; null where none is. */
  readonly cost: number | null;
  /** From the first start to the last end, in ms. */
  readonly lasted: number;
}

export function turnSums(calls: readonly SummedCall[]): TurnSums {
  const begin = calls.reduce((first, { startedAt }) => Math.min(first, Date.parse(startedAt)), Infinity);
  const end = calls.reduce((last, call) => Math.max(last, Date.parse(call.startedAt) + (call.latencyMs ?? 0)), 0);
  const costs = calls.map(({ estimatedCost }) => estimatedCost).filter((cost) => cost !== null);
  return {
    calls: calls.length,
    errors: calls.filter(hasFailed).length,
    cost: costs.length === 0 ? null : costs.reduce((total, cost) => total + cost, 0),
    lasted: calls.length === 0 ? 0 : end - begin,
  };
}
