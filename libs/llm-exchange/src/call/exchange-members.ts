import { CALL_COLUMNS, CALL_MEMBERS, type MemberThat } from './call-columns.js';

/** What one exchange with a provider says of a call that has no other: what was asked, what was answered and what that used. */
export const ASKED = membersOf('asked');
export const ANSWERED = membersOf('answered');
export const USED = membersOf('used');

/** Members that count tokens. */
export type TokenMember = MemberThat<{ readonly exchange: 'used'; readonly values: 'count' }>;

export const TOKENS = USED.filter((member): member is TokenMember => CALL_COLUMNS[member].values === 'count');

function membersOf<E extends 'asked' | 'answered' | 'used'>(
  exchange: E,
): readonly MemberThat<{ readonly exchange: E }>[] {
  return CALL_MEMBERS.filter(
    (member): member is MemberThat<{ readonly exchange: E }> => CALL_COLUMNS[member].exchange === exchange,
  );
}
