import type { Call } from '../../api/answers.js';
import { CallLink } from '../../components/call-link.js';
import { CopyButton } from '../../components/copy-button.js';
import { RawText } from '../../texts/long-text.js';
import { visibleText } from '../../texts/segments.js';
import { hasFailed } from './has-failed.js';
import styles from './failure.module.css';

/** What went wrong, where something did. */
export function Failure({ call }: { call: Call }) {
  const { status, errorMessage, errorType, errorCode, model, callType } = call;
  if (!hasFailed(call) && errorMessage === null && errorType === null) return null;
  return (
    <section className={styles['failure']} aria-label="Error">
      <header>
        <strong>{visibleText(errorType ?? (status === 'timeout' ? 'No answer in time' : 'Failed'))}</strong>
        {errorCode !== null && <code>{visibleText(errorCode)}</code>}
        <CallLink filters={{ status: [status], callType: [callType], model: model === null ? undefined : [model] }}>
          others like it
        </CallLink>
        {errorMessage !== null && <CopyButton text={errorMessage} />}
      </header>
      {errorMessage !== null && <RawText text={errorMessage} />}
    </section>
  );
}
