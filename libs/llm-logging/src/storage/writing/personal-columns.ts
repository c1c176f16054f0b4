/** What goes when the texts of a call go: error messages and numbers stay. */
export const PAYLOAD_COLUMNS = ['prompt', 'system_prompt', 'request_parameters', 'response', 'tool_calls'] as const;

/** What goes, with all metadata, when a call is made anonymous. */
export const PERSONAL_COLUMNS = [
  ...PAYLOAD_COLUMNS,
  'error_message',
  'user_id',
  'session_id',
  'task_id',
  'review_id',
  'trace_id',
  'parent_call_id',
] as const;

export function isPersonal(column: string): boolean {
  return (PERSONAL_COLUMNS as readonly string[]).includes(column);
}
