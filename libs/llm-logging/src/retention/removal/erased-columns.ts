import { PAYLOAD_COLUMNS, PERSONAL_COLUMNS } from '../../storage/writing/personal-columns.js';

/** SQL that is true for calls that still have texts. */
export const HAS_PAYLOAD = `(${PAYLOAD_COLUMNS.map((column) => `${column} IS NOT NULL`).join(' OR ')})`;

export const SET_PAYLOAD_NULL = PAYLOAD_COLUMNS.map((column) => `${column} = NULL`).join(', ');

/** Of metadata stays that tokens are an estimate, which is shown with the cost. */
const ANONYMOUS_METADATA = `CASE WHEN metadata @> '{"tokensEstimated": true}' THEN '{"tokensEstimated": true}'::jsonb ELSE '{}' END`;

/** Leaves nothing that points to a person; company, tags, times and numbers stay. */
export const SET_ANONYMOUS = [
  ...PERSONAL_COLUMNS.map((column) => `${column} = NULL`),
  `metadata = ${ANONYMOUS_METADATA}`,
  'counted_before = NULL',
].join(', ');
