import type { Call } from '../../api/answers.js';
import { Status } from '../../components/status.js';
import { Time } from '../../components/time.js';
import { count, duration, money, tokens, UNKNOWN } from '../../format/numbers.js';
import { visibleText } from '../../texts/segments.js';
import { tokensPerSecond } from './call-timing.js';
import styles from './call-summary.module.css';

/** What one wants to know first. */
export function CallSummary({ call }: { call: Call }) {
  const speed = tokensPerSecond(call);
  return (
    <dl className={styles['summary']}>
      <div>
        <dt>Status</dt>
        <dd>
          <Status status={call.status} />
        </dd>
        <dd className={styles['note']}>
          <Time at={call.startedAt} />
        </dd>
      </div>
      <div>
        <dt>Duration</dt>
        <dd>{call.status === 'pending' ? 'running' : duration(call.latencyMs)}</dd>
        <dd className={styles['note']}>{attempts(call)}</dd>
      </div>
      <div>
        <dt>First token</dt>
        <dd>{duration(call.timeToFirstTokenMs)}</dd>
        <dd className={styles['note']}>{speed === null ? '' : `${count(speed)} tokens/s after it`}</dd>
      </div>
      <div>
        <dt>Tokens</dt>
        <dd>{tokens(call.totalTokens)}</dd>
        <dd className={styles['note']}>{`${tokens(call.promptTokens)} in, ${tokens(call.completionTokens)} out`}</dd>
      </div>
      <div>
        <dt>Cost</dt>
        <dd>{money(call.estimatedCost)}</dd>
        <dd className={styles['note']}>{costNote(call)}</dd>
      </div>
      <div>
        <dt>Finish reason</dt>
        <dd>{visibleText(call.finishReason ?? UNKNOWN)}</dd>
        <dd className={styles['note']}>{visibleText(call.provider ?? '')}</dd>
      </div>
    </dl>
  );
}

/** Why a call has no cost. */
function costNote({ estimatedCost, totalTokens, kind }: Call): string {
  if (estimatedCost !== null) return '';
  if (kind !== 'call') return 'not a model call';
  return totalTokens === null ? 'no tokens' : 'no price';
}

function attempts({ attempts }: Call): string {
  return attempts === null || attempts < 2 ? '' : `in ${attempts} attempts`;
}
