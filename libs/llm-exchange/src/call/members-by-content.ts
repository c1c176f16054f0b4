import { CALL_COLUMNS, type CallMember } from './call-columns.js';

type Columns = typeof CALL_COLUMNS;

type MembersThatHold<H> = { [M in CallMember]: Columns[M]['holds'] extends H ? M : never }[CallMember];

/** What was asked and answered. */
export const PAYLOAD_MEMBERS = membersThatHold('payload');

/** Every member that may have a person's text. */
export const TEXT_MEMBERS = membersThatHold('payload', 'text');

/** Every member that may identify a person. */
export const PERSONAL_MEMBERS = membersThatHold('payload', 'text', 'person');

function membersThatHold<H extends Columns[CallMember]['holds']>(...kinds: H[]): readonly MembersThatHold<H>[] {
  const wanted: readonly string[] = kinds;
  const members = Object.keys(CALL_COLUMNS) as CallMember[];
  return members.filter((member): member is MembersThatHold<H> => wanted.includes(CALL_COLUMNS[member].holds));
}
