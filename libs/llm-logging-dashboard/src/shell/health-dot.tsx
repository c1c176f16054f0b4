import { Link } from 'wouter';
import { useHealth } from '../api/health.js';
import { findingsOf, stateOf, type State } from '../pages/health/health-state.js';
import { useView } from '../view/use-view.js';
import styles from './health-dot.module.css';

const MARKS: Readonly<Record<State, string>> = { good: '●', warn: '▲', bad: '✕', unknown: '○' };

/** How the log itself does, in one sign: shown by its shape and words too. */
export function HealthDot() {
  const { linkTo } = useView();
  const { data } = useHealth();
  const state = stateOf(data);
  const findings = data === undefined ? [] : findingsOf(data);
  const summary =
    findings.length > 0 ? findings.map(({ text }) => text).join('. ') : state === 'good' ? 'All is well' : 'Not known';
  return (
    <Link
      href={linkTo('/health')}
      className={styles['dot']}
      title={summary}
      aria-label={`Health of the log: ${summary}`}
    >
      <span aria-hidden="true" className={styles[state]}>
        {MARKS[state]}
      </span>
    </Link>
  );
}
