import { useCapabilities } from '../../api/queries.js';
import type { LiveCalls } from './use-live-calls.js';
import styles from './live-toggle.module.css';

interface LiveToggleProps {
  state: LiveCalls['state'];
  onToggle: () => void;
  /** Why there is nothing to wait for. */
  refusal?: string;
}

/** Lets calls come in as they start and end. */
export function LiveToggle({ state, onToggle, refusal }: LiveToggleProps) {
  const capabilities = useCapabilities();
  if (capabilities.data?.live === false) return null;
  return (
    <>
      <button
        aria-pressed={state !== 'off'}
        className={styles['toggle']}
        disabled={refusal !== undefined}
        title={refusal}
        onClick={onToggle}
      >
        <span aria-hidden="true" className={styles[state]}>
          ●
        </span>{' '}
        Live
      </button>
      <span role="status" className="visually-hidden">
        {state === 'live' ? 'Calls come in as they happen.' : state === 'connecting' ? 'Connecting…' : ''}
      </span>
    </>
  );
}
