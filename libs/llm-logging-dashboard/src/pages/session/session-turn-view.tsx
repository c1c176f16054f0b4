import { useState } from 'react';
import { Link } from 'wouter';
import type { Call } from '../../api/answers.js';
import { Status } from '../../components/status.js';
import { Time } from '../../components/time.js';
import { count, duration, money } from '../../format/numbers.js';
import { visibleText } from '../../texts/segments.js';
import { hasFailed } from '../call/has-failed.js';
import { turnSums, type SessionTurn } from './session-turns.js';
import styles from './session.module.css';
import { SpokenCall } from './spoken-call.js';

/** All calls of one trace: those that speak, and what happened between them. */
export function SessionTurnView({ turn }: { turn: SessionTurn<Call> }) {
  const { calls, errors, cost, lasted } = turnSums(turn.calls);
  return (
    <li className={styles['turn']}>
      <header className={styles['head']}>
        <Time at={turn.calls[0]!.startedAt} />
        {turn.traceId !== null && <Link href={`/traces/${encodeURIComponent(turn.traceId)}`}>Trace</Link>}
        <span>{`${count(calls)} ${calls === 1 ? 'call' : 'calls'}`}</span>
        <span>{duration(lasted)}</span>
        <span>{money(cost)}</span>
        {errors > 0 && <span className={styles['bad']}>{count(errors)} failed</span>}
      </header>
      {turn.steps.map((step) =>
        step.kind === 'visible' ? (
          <SpokenCall key={step.call.id} call={step.call} />
        ) : (
          <HiddenCalls key={step.calls[0]!.id} calls={step.calls} />
        ),
      )}
    </li>
  );
}

/** A run of calls that the user did not see: their types, and each when opened. */
function HiddenCalls({ calls }: { calls: readonly Call[] }) {
  const [isOpen, setOpen] = useState(false);
  const isFailed = calls.some(hasFailed);
  return (
    <div className={styles['hidden']} data-failed={isFailed}>
      <button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span aria-hidden="true" className={styles['arrow']}>
          ▸
        </span>
        {summaryOf(calls)}
        {isFailed && <span className={styles['bad']}> – failed</span>}
      </button>
      {isOpen && (
        <ul>
          {calls.map((call) => (
            <li key={call.id}>
              <Link href={`/calls/${call.id}`}>
                <bdi>{call.callType}</bdi>
              </Link>
              <bdi className={styles['model']}>{visibleText(call.model ?? call.requestModel ?? '')}</bdi>
              <Status status={call.status} />
              <span>{duration(call.latencyMs)}</span>
              <span>{money(call.estimatedCost)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** `2 embedding, classification` */
function summaryOf(calls: readonly Call[]): string {
  const times = new Map<string, number>();
  for (const { callType } of calls) times.set(callType, (times.get(callType) ?? 0) + 1);
  return [...times].map(([type, n]) => (n === 1 ? type : `${n} × ${type}`)).join(', ');
}
