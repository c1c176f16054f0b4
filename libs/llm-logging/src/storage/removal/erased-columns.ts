/** What goes when the texts of a call go: error messages and numbers stay. */
const PAYLOAD_COLUMNS = ['prompt', 'system_prompt', 'request_parameters', 'response', 'tool_calls'] as const;

const PERSONAL_COLUMNS = [
  ...PAYLOAD_COLUMNS,
  'error_message',
  'user_id',
  'session_id',
  'task_id',
  'review_id',
  'trace_id',
  'parent_call_id',
] as const;

/** SQL that is true for calls that still have texts. */
export const HAS_PAYLOAD = `(${PAYLOAD_COLUMNS.map((column) => `${column} IS NOT NULL`).join(' OR ')})`;

export const SET_PAYLOAD_NULL = PAYLOAD_COLUMNS.map((column) => `${column} = NULL`).join(', ');

/** Leaves nothing that points to a person; company, tags, times and numbers stay. */
export const SET_ANONYMOUS = [...PERSONAL_COLUMNS.map((column) => `${column} = NULL`), `metadata = '{}'`].join(', ');
