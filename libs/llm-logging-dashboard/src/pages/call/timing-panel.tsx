import type { Call } from '../../api/answers.js';
import { Panel } from '../../components/panel.js';
import { count, duration } from '../../format/numbers.js';
import { tokensPerSecond } from './call-timing.js';
import { Facts } from './facts.js';
import styles from './timing-panel.module.css';

/** What a call's time went into: waiting, and the stream after the first token. */
export function TimingPanel({ call }: { call: Call }) {
  const { latencyMs, timeToFirstTokenMs } = call;
  if (latencyMs === null) return null;
  const streamed = timeToFirstTokenMs === null ? null : Math.max(latencyMs - timeToFirstTokenMs, 0);
  const speed = tokensPerSecond(call);
  return (
    <Panel title="Timing">
      {streamed !== null && latencyMs > 0 && (
        <div className={styles['bar']} aria-hidden="true">
          <span className={styles['waited']} style={{ flexGrow: timeToFirstTokenMs! / latencyMs }} />
          <span className={styles['streamed']} style={{ flexGrow: streamed / latencyMs }} />
        </div>
      )}
      <Facts
        facts={[
          ['Time to first token', streamed === null ? null : duration(timeToFirstTokenMs)],
          ['Streaming', streamed === null ? null : duration(streamed)],
          ['Total', duration(latencyMs)],
          ['Output', speed === null ? null : `${count(speed)} tokens/s`],
          ['Attempts', call.attempts === null ? null : count(call.attempts)],
        ]}
      />
    </Panel>
  );
}
