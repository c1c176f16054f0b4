import { useState } from 'react';
import type { Call } from '../../api/answers.js';
import { Choice } from '../../components/choice.js';
import { CopyButton } from '../../components/copy-button.js';
import { Dialog } from '../../components/dialog.js';
import { JsonView } from '../../texts/json-view.js';
import { RawText } from '../../texts/long-text.js';
import styles from './dialogs.module.css';

const FORMS = [
  { value: 'tree', label: 'Tree' },
  { value: 'text', label: 'Text' },
] as const;

/** Everything that is stored of a call. */
export function JsonDialog({ call, onClose }: { call: Call; onClose: () => void }) {
  const [form, setForm] = useState<'tree' | 'text'>('tree');
  const text = (): string => JSON.stringify(call, null, 2);
  return (
    <Dialog title="Raw JSON" onClose={onClose}>
      <div className={styles['content']}>
        <div className={styles['buttons']}>
          <Choice label="Form" options={FORMS} value={form} onChange={setForm} />
          <CopyButton text={text} />
        </div>
        <div className={styles['text']} tabIndex={0} role="region" aria-label="JSON">
          {form === 'tree' ? <JsonView value={call} openDepth={1} /> : <RawText text={text()} />}
        </div>
      </div>
    </Dialog>
  );
}
