import { useState } from 'react';
import { apiUrl, type Query } from '../../api/request.js';
import { Dialog } from '../../components/dialog.js';
import type { CallColumn } from './columns.js';
import styles from './export-links.module.css';

interface ExportLinksProps {
  query: Query;
  columns: readonly CallColumn[];
}

/** What is listed as a file: with everything, or with the columns of the table. */
export function ExportLinks({ query, columns }: ExportLinksProps) {
  const [isOpen, setOpen] = useState(false);
  const shown = columns.flatMap(({ id }) => (id === 'text' ? ['prompt', 'errorMessage'] : [id]));
  const files = [
    { name: 'CSV, columns shown', of: 'for a spreadsheet', format: 'csv', columns: shown.join(',') },
    { name: 'CSV, all columns', of: 'texts included', format: 'csv' },
    { name: 'NDJSON', of: 'one call a line, for programs', format: 'ndjson' },
  ];
  return (
    <>
      <button onClick={() => setOpen(true)}>Export</button>
      {isOpen && (
        <Dialog title="Export calls" onClose={() => setOpen(false)}>
          <ul className={styles['files']}>
            {files.map(({ name, of, ...file }) => (
              <li key={name}>
                <a href={apiUrl('export', { ...query, ...file })} download>
                  {name}
                </a>
                <span>{of}</span>
              </li>
            ))}
          </ul>
          <p className={styles['hint']}>All calls that match, not only those loaded.</p>
        </Dialog>
      )}
    </>
  );
}
