import { useMemo } from 'react';
import { StoredText } from '../../texts/stored-text.js';
import type { Json } from 'llm-exchange/reading';
import { storedNotes, type StoredNote } from './note-reading.js';
import styles from './stored-notes.module.css';

const KINDS: Readonly<Record<StoredNote['kind'], string>> = {
  redacted: 'Redacted',
  truncated: 'Cut',
  invalid: 'Invalid',
  estimated: 'Estimated',
  retried: 'Retried',
};

/** What the log took out, cut, did not accept or worked out by itself. */
export function StoredNotes({ metadata }: { metadata: Json | null }) {
  const notes = useMemo(() => storedNotes(metadata), [metadata]);
  if (notes.length === 0) return null;
  return (
    <ul className={styles['notes']} aria-label="What is not stored as it was recorded">
      {notes.map(({ kind, name, detail }, index) => (
        <li key={index} className={styles[kind]}>
          <strong>{KINDS[kind]}</strong> <StoredText text={name} />{' '}
          <span className={styles['detail']}>
            <StoredText text={detail} />
          </span>
        </li>
      ))}
    </ul>
  );
}
