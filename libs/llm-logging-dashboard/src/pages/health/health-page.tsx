import type { Health } from '../../api/answers.js';
import { useHealth } from '../../api/health.js';
import { Figure, Figures } from '../../components/figure.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Answered } from '../../components/states.js';
import { count, duration, UNKNOWN } from '../../format/numbers.js';
import { localTime } from '../../format/times.js';
import { Facts } from '../call/facts.js';
import styles from './health.module.css';
import { findingsOf, hoursBehind, type Rollups } from './health-state.js';

/** How the log itself does: what waits, what was lost, what is behind. */
export function HealthPage() {
  const health = useHealth();
  return (
    <Page title="Health">
      <Answered query={health}>{(answer) => <Report health={answer} />}</Answered>
    </Page>
  );
}

function Report({ health }: { health: Health }) {
  const { queuedCalls, oldestQueuedMs, droppedRecords, droppedTexts, refusedRecords, rollups, flushLatencyMs } = health;
  return (
    <div className={styles['parts']}>
      <Findings health={health} />
      <Figures>
        <Figure
          label="Waiting"
          value={count(queuedCalls)}
          note={oldestQueuedMs === null ? 'calls to be stored' : `the oldest for ${duration(oldestQueuedMs)}`}
        />
        <Figure label="Dropped" value={count(droppedRecords)} note={`${count(droppedTexts)} lost their texts`} />
        <Figure label="Refused" value={count(refusedRecords)} note="kept in llm_refused_calls" />
        <Figure
          label="Rollups behind"
          value={rollups === null ? UNKNOWN : count(hoursBehind(rollups))}
          note={rollups === null ? 'the database does not answer' : behindText(rollups)}
        />
        <Figure
          label="Write latency"
          value={duration(flushLatencyMs?.last)}
          note={flushLatencyMs === null ? 'no batch written yet' : `slowest batch ${duration(flushLatencyMs.max)}`}
        />
      </Figures>
      <Panel title="This process" note="Since it started">
        <Facts facts={factsOf(health)} />
      </Panel>
    </div>
  );
}

function behindText(rollups: Rollups): string {
  const behind = hoursBehind(rollups);
  if (behind === 0) return 'hours; the current one is read from rows';
  return `${behind === 1 ? 'hour' : 'hours'}, from ${localTime(rollups.oldestChangedHour!)}`;
}

function Findings({ health }: { health: Health }) {
  const findings = findingsOf(health);
  if (findings.length === 0)
    return (
      <p className={styles['well']} role="status">
        All is well. Every call is stored or waits to be stored.
      </p>
    );
  return (
    <ul className={styles['findings']} aria-label="What is wrong">
      {findings.map(({ state, text, remedy }) => (
        <li key={text} className={styles[state]}>
          <strong>{text}.</strong> {remedy}
        </li>
      ))}
    </ul>
  );
}

function factsOf(health: Health): [string, string | null][] {
  const { journal, partitionsEnd } = health;
  return [
    ['Status', health.status],
    [
      'Database',
      health.circuit === 'closed' ? 'accepts writes' : health.circuit === 'open' ? 'refuses writes' : 'retrying',
    ],
    ['Waiting calls are kept in', health.durability],
    ['Accepted', count(health.acceptedRecords)],
    ['Stored', count(health.committedRecords)],
    ['Replayed from the journal', count(health.replayedRecords)],
    ['Damaged journal lines', count(health.corruptLines)],
    ['Journal size', journal === null ? null : `${count(journal.bytes)} bytes`],
    ['Partitions exist until', partitionsEnd === null ? null : localTime(partitionsEnd)],
    ['Last error', health.lastError],
  ];
}
