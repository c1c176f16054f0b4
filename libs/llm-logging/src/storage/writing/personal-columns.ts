import { CALL_COLUMNS, PAYLOAD_MEMBERS, PERSONAL_MEMBERS } from 'llm-exchange/call';

/** What goes when the texts of a call go: error messages and numbers stay. */
export const PAYLOAD_COLUMNS: readonly string[] = PAYLOAD_MEMBERS.map((member) => CALL_COLUMNS[member].column);

/** What becomes null when a call is made anonymous; of `metadata`, which is never null, a part may stay. */
export const PERSONAL_COLUMNS: readonly string[] = PERSONAL_MEMBERS.filter((member) => member !== 'metadata').map(
  (member) => CALL_COLUMNS[member].column,
);

export function isPersonal(column: string): boolean {
  return PERSONAL_COLUMNS.includes(column);
}
