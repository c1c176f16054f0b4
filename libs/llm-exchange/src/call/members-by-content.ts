import type { Holds } from './call-column.js';
import { CALL_COLUMNS, CALL_MEMBERS, type CallMember, type MemberThat } from './call-columns.js';

/** What was asked and answered. */
export const PAYLOAD_MEMBERS = membersThatHold('payload');

/** Every member that may have a person's text. */
export const TEXT_MEMBERS = membersThatHold('payload', 'text');

/** Every member that may identify a person. */
export const PERSONAL_MEMBERS = membersThatHold('payload', 'text', 'person');

/** What reports show: all that is no text, but what the list leaves out. */
export const REPORTED: readonly CallMember[] = CALL_MEMBERS.filter(
  (member) => CALL_COLUMNS[member].report !== false && !isText(member),
);

function isText(member: CallMember): boolean {
  return CALL_COLUMNS[member].holds === 'payload' || CALL_COLUMNS[member].holds === 'text';
}

function membersThatHold<H extends Holds>(...kinds: H[]): readonly MemberThat<{ readonly holds: H }>[] {
  const wanted: readonly string[] = kinds;
  return CALL_MEMBERS.filter((member): member is MemberThat<{ readonly holds: H }> =>
    wanted.includes(CALL_COLUMNS[member].holds),
  );
}
