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
import { findingsOf } from './health-state.js';

/** How the log itself does: what waits, what was lost, what is behind. */
export function HealthPage() {
  const health = useHealth();
  return (
    <Page title="Health of the log">
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
          note={oldestQueuedMs === null ? 'no call waits' : `the oldest for ${duration(oldestQueuedMs)}`}
        />
        <Figure label="Dropped" value={count(droppedRecords)} note={`${count(droppedTexts)} without their texts`} />
        <Figure label="Refused" value={count(refusedRecords)} note="set aside in llm_refused_calls" />
        <Figure
          label="Rollups behind"
          value={rollups === null ? UNKNOWN : count(rollups.changedHours)}
          note={
            rollups === null
              ? 'the database does not answer'
              : rollups.oldestChangedHour === null
                ? 'hours to be made again'
                : `hours, since ${localTime(rollups.oldestChangedHour)}`
          }
        />
        <Figure
          label="Stored after"
          value={duration(flushLatencyMs?.last)}
          note={flushLatencyMs === null ? 'no batch yet' : `at most ${duration(flushLatencyMs.max)}`}
        />
      </Figures>
      <Panel title="This process" note="Since it started">
        <Facts facts={factsOf(health)} />
      </Panel>
    </div>
  );
}

function Findings({ health }: { health: Health }) {
  const findings = findingsOf(health);
  if (findings.length === 0)
    return (
      <p className={styles['well']} role="status">
        All is well: every call so far is stored, or on its way.
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
      health.circuit === 'closed'
        ? 'takes calls'
        : health.circuit === 'open'
          ? 'does not take calls'
          : 'is tried again',
    ],
    ['Calls that wait are kept in', health.durability],
    ['Accepted', count(health.acceptedRecords)],
    ['Stored', count(health.committedRecords)],
    ['Read back from the journal', count(health.replayedRecords)],
    ['Damaged lines of the journal', count(health.corruptLines)],
    ['Bytes of the journal', journal === null ? null : count(journal.bytes)],
    ['Partitions end', partitionsEnd === null ? null : localTime(partitionsEnd)],
    ['Last error', health.lastError],
  ];
}
