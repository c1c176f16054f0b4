import type { Health } from '../../api/answers.js';
import { count, duration } from '../../format/numbers.js';

export type State = 'good' | 'warn' | 'bad' | 'unknown';

/** What is to be known of the log, the worst first; all is well without any. */
interface Finding {
  state: 'warn' | 'bad';
  text: string;
  /** What to do about it. */
  remedy: string;
}

export type Rollups = NonNullable<Health['rollups']>;

const HOUR_MS = 3_600_000;

/** Hours that are over and wait to be rolled up; the one that goes on always does. */
export function hoursBehind({ changedHours, oldestChangedHour }: Rollups, now = Date.now()): number {
  const isCurrent = oldestChangedHour === null || Date.parse(oldestChangedHour) >= now - (now % HOUR_MS);
  return isCurrent ? 0 : changedHours;
}

/** Rollups of so long ago are read from rows instead, which takes longer. */
const BEHIND_MS = 2 * HOUR_MS;

export function findingsOf(health: Health, now = Date.now()): Finding[] {
  const { droppedRecords, droppedTexts, refusedRecords, quarantinedCalls, corruptLines, circuit, rollups } = health;
  const found: (Finding | false)[] = [
    droppedRecords > 0 && {
      state: 'bad',
      text: `${count(droppedRecords)} records were dropped since the start`,
      remedy: 'Memory and journal were full, or they came after shutdown: see Reliability in the docs.',
    },
    droppedTexts > 0 && {
      state: 'bad',
      text: `${count(droppedTexts)} records were kept without their texts`,
      remedy: 'Raise delivery.maxBufferedBytes, or let the journal have more room.',
    },
    circuit !== 'closed' && {
      state: 'warn',
      text: 'The database does not accept writes: calls wait',
      remedy: 'They are stored when it is back.',
    },
    refusedRecords > 0 && {
      state: 'warn',
      text: `PostgreSQL refused ${count(refusedRecords)} records`,
      remedy: 'They are in llm_refused_calls, with the reason.',
    },
    quarantinedCalls > 0 && {
      state: 'warn',
      text: `${count(quarantinedCalls)} calls could be neither stored nor kept in llm_refused_calls`,
      remedy: 'The log retries them.',
    },
    corruptLines > 0 && {
      state: 'warn',
      text: `${count(corruptLines)} lines of the journal were damaged`,
      remedy: 'Check the disk that holds the journal.',
    },
    rollups === null && {
      state: 'warn',
      text: 'Whether rollups are behind is not known: the database does not answer',
      remedy: 'Figures may be old.',
    },
    rollups !== null &&
      rollups.oldestChangedHour !== null &&
      now - Date.parse(rollups.oldestChangedHour) > BEHIND_MS && {
        state: 'warn',
        text: `Rollups are behind by ${duration(now - Date.parse(rollups.oldestChangedHour))}`,
        remedy: 'Figures are right, as these hours are read from rows; they take longer.',
      },
  ];
  const known = found.filter((finding): finding is Finding => finding !== false);
  if (known.length === 0 && health.status !== 'up')
    known.push({
      state: health.status === 'down' ? 'bad' : 'warn',
      text: `The log is ${health.status}`,
      remedy: reasonOf(health),
    });
  return known;
}

export function stateOf(health: Health | undefined): State {
  if (health === undefined) return 'unknown';
  const findings = findingsOf(health);
  if (findings.some(({ state }) => state === 'bad')) return 'bad';
  return findings.length > 0 ? 'warn' : 'good';
}

function reasonOf({ lastError, oldestQueuedMs, partitionsEnd }: Health): string {
  if (lastError !== null) return lastError;
  if (oldestQueuedMs !== null && oldestQueuedMs > 60_000) return `A call waits for ${duration(oldestQueuedMs)}.`;
  return partitionsEnd === null ? 'See Health in the docs.' : `Partitions end ${partitionsEnd.slice(0, 10)}.`;
}
