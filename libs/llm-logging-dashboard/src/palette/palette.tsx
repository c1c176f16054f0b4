import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { navigate } from '../routing/hash-location.js';
import type { Entry } from './entries.js';
import styles from './palette.module.css';
import { useEntries } from './use-entries.js';

/** Leads anywhere by a few letters: a field, and below it what fits. */
export function Palette({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const entries = useEntries(typed);
  const chosen = Math.min(at, entries.length - 1);
  useEffect(() => dialog.current?.showModal(), []);
  const open = ({ href }: Entry): void => {
    onClose();
    navigate(href);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Enter' && entries[chosen] !== undefined) open(entries[chosen]);
    if (step === 0) return;
    event.preventDefault();
    setAt(Math.max(0, Math.min(chosen + step, entries.length - 1)));
  };
  return (
    <dialog
      ref={dialog}
      className={styles['palette']}
      aria-label="Go to"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <input
        className={styles['field']}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={entries.length > 0 ? `${list}-${chosen}` : undefined}
        aria-label="Page, user, company, model, origin, prompt, or the id of a call or trace"
        placeholder="Go to a page, user, model, call …"
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={list} className={styles['list']} role="listbox" aria-label="What fits">
        {entries.map((entry, place) => (
          <li
            key={`${entry.key} ${entry.href}`}
            id={`${list}-${place}`}
            role="option"
            aria-selected={place === chosen}
            className={styles['entry']}
            onClick={() => open(entry)}
            onMouseMove={() => setAt(place)}
          >
            <bdi className={styles['label']}>{entry.label}</bdi>
            <span className={styles['kind']}>{entry.kind}</span>
          </li>
        ))}
      </ul>
    </dialog>
  );
}
