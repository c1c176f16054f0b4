import { useMemo } from 'react';
import type { Call } from '../../api/answers.js';
import { CopyButton } from '../../components/copy-button.js';
import { Dialog } from '../../components/dialog.js';
import { RawText } from '../../texts/long-text.js';
import { curlCommand } from 'llm-exchange/curl';
import styles from './dialogs.module.css';

/** The call as a command, and what is missing in it. */
export function CurlDialog({ call, onClose }: { call: Call; onClose: () => void }) {
  const { command, notes } = useMemo(() => curlCommand(call), [call]);
  return (
    <Dialog title="As curl" onClose={onClose}>
      <div className={styles['content']}>
        <p className={styles['note']}>Keys come from your environment: the log has none.</p>
        {notes.length > 0 && (
          <ul className={styles['warnings']}>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
        <div className={styles['text']} tabIndex={0} role="region" aria-label="Command">
          <RawText text={command} />
        </div>
        <div className={styles['buttons']}>
          <CopyButton text={command} label="Copy command" />
        </div>
      </div>
    </Dialog>
  );
}
