import { apiUrl, type Query } from '../../api/request.js';

/** What is listed as a file. */
export function ExportLinks({ query }: { query: Query }) {
  return (
    <span>
      Export{' '}
      <a href={apiUrl('export', { ...query, format: 'ndjson' })} download>
        NDJSON
      </a>{' '}
      <a href={apiUrl('export', { ...query, format: 'csv' })} download>
        CSV
      </a>
    </span>
  );
}
