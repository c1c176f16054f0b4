import { useState } from 'react';
import { Dialog } from '../../components/dialog.js';
import styles from './column-chooser.module.css';
import { COLUMNS } from './columns.js';
import type { ChosenColumns } from './use-columns.js';

/** Which columns the table has. */
export function ColumnChooser({ columns, toggle, reset }: ChosenColumns) {
  const [isOpen, setOpen] = useState(false);
  const chosen = new Set(columns.map(({ id }) => id));
  return (
    <>
      <button onClick={() => setOpen(true)}>Columns</button>
      {isOpen && (
        <Dialog title="Columns" onClose={() => setOpen(false)}>
          <div className={styles['columns']}>
            {COLUMNS.map(({ id, header }) => (
              <label key={id}>
                <input
                  type="checkbox"
                  checked={chosen.has(id)}
                  // The first leads to the call.
                  disabled={chosen.size === 1 && chosen.has(id)}
                  onChange={() => toggle(id)}
                />
                {header}
              </label>
            ))}
          </div>
          <button onClick={reset}>Reset</button>
        </Dialog>
      )}
    </>
  );
}
