import { useState } from 'react';
import type { Call } from '../../api/answers.js';
import { useCapabilities, useMasked } from '../../api/queries.js';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { navigate } from '../../routing/hash-location.js';
import { CurlDialog } from './curl-dialog.js';
import { JsonDialog } from './json-dialog.js';
import { ReplayDialog } from './replay-dialog.js';
import styles from './call-actions.module.css';

type Opened = 'curl' | 'replay' | 'json';

/** What can be done with a call. */
export function CallActions({ call }: { call: Call }) {
  const { data: capabilities } = useCapabilities();
  const [opened, setOpened] = useState<Opened>();
  const close = (): void => setOpened(undefined);
  const isMasked = useMasked();
  useShortcut('c', 'Copy as curl', () => !isMasked && setOpened('curl'));
  return (
    <div className={styles['actions']} role="group" aria-label="Actions">
      {!isMasked && (
        <button onClick={() => setOpened('curl')} title="c">
          Copy as curl
        </button>
      )}
      {capabilities?.replay === true && <button onClick={() => setOpened('replay')}>Replay</button>}
      <button onClick={() => navigate(`/compare?a=${call.id}`)}>Compare</button>
      <button onClick={() => setOpened('json')}>Raw JSON</button>
      {opened === 'curl' && <CurlDialog call={call} onClose={close} />}
      {opened === 'replay' && <ReplayDialog call={call} onClose={close} />}
      {opened === 'json' && <JsonDialog call={call} onClose={close} />}
    </div>
  );
}
