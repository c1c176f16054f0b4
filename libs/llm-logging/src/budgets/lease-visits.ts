import type { CounterState, CounterVisit } from '../storage/budgets/visit-counters.js';
import type { Lease } from './lease.js';
import { keyOf } from './counter-key.js';
import { usd } from './usd.js';

/** What a lease asks of its counter. */
export function visitOf(lease: Lease): CounterVisit {
  const { budget, subject, start, end, limitUsd } = lease.counter;
  const waiting = lease.waiting.reduce((sum, { amount }) => sum + amount, 0);
  // Near the limit what is reserved in advance is released, so that others may have it.
  if (lease.isNear || !lease.hasCalls || performance.now() >= lease.validUntil) lease.shed();
  const spare = usd(lease.granted - lease.used);
  return {
    budget: budget.name,
    subject,
    window_start: new Date(start),
    window_end: end === Infinity ? null : new Date(end),
    company_id: (budget.per === 'company' ? subject : budget.match?.companyId) ?? null,
    limit_usd: limitUsd,
    kept: lease.granted,
    spare,
    used: usd(lease.used + waiting),
    wanted: Math.max(usd(waiting - spare), 0),
    // Without a call nothing is reserved in advance.
    per_call: lease.hasCalls || waiting > 0 ? lease.perCall : limitUsd,
    blocked: lease.blocked,
  };
}

/** What the database has answered. @param validUntil on the clock of `performance.now()`. */
export function learn(lease: Lease, { kept }: CounterVisit, state: CounterState, validUntil: number): void {
  const granted = Number(state.granted);
  lease.reserved = usd(kept + granted);
  lease.granted = usd(lease.granted + granted);
  lease.ready = usd(lease.granted - lease.used);
  lease.validUntil = validUntil;
  lease.spent = Number(state.spent);
  lease.room = usd(lease.counter.limitUsd - lease.spent - Number(state.others) - lease.granted);
  lease.readyElsewhere = Number(state.ready);
}

export function stateKey({
  budget,
  window_start: start,
  subject,
}: Omit<CounterState, 'spent' | 'others' | 'ready' | 'granted'>): string {
  return keyOf(budget, start.getTime(), subject);
}
