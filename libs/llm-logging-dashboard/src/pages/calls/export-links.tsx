import { apiUrl, type Query } from '../../api/request.js';
import type { CallColumn } from './columns.js';

/** What is listed as a file: with everything, or with the columns of the table. */
export function ExportLinks({ query, columns }: { query: Query; columns: readonly CallColumn[] }) {
  const shown = columns.flatMap(({ id }) => (id === 'text' ? ['prompt', 'errorMessage'] : [id]));
  return (
    <span>
      Export{' '}
      <a href={apiUrl('export', { ...query, format: 'ndjson' })} download>
        NDJSON
      </a>{' '}
      <a href={apiUrl('export', { ...query, format: 'csv' })} download>
        CSV
      </a>{' '}
      <a href={apiUrl('export', { ...query, format: 'csv', columns: shown.join(',') })} download>
        CSV of these columns
      </a>
    </span>
  );
}
