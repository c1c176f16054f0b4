import { useQueryClient } from '@tanstack/react-query';
import { localTime } from '../format/times.js';
import type { Fault } from './fault.js';
import styles from './fault-banner.module.css';
import { isFault } from './fault.js';
import { useFaultText } from './use-fault.js';

/** One message for one cause: what does not answer, and of when the figures are that are still there. */
export function FaultBanner() {
  const client = useQueryClient();
  const text = useFaultText(textOf);
  if (text === undefined) return null;
  return (
    <div className={styles['banner']} role="alert">
      <p>{text}</p>
      <button
        onClick={() => void client.refetchQueries({ type: 'active', predicate: ({ state }) => isFault(state.error) })}
      >
        Try again
      </button>
    </div>
  );
}

function textOf({ error, since }: Fault): string {
  const cause = error.message === '' ? error.title : error.message;
  const figures = since === null ? '' : ` The figures are those of ${localTime(new Date(since).toISOString())}.`;
  return `${cause}${/[.!]$/.test(cause) ? '' : '.'}${figures}`;
}
