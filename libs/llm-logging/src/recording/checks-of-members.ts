import { CALL_COLUMNS, CALL_MEMBERS, type CallColumns, type GivenMember } from 'llm-exchange/call';
import * as check from './member-checks.js';

/** What an event may give, by what the values of its member are. */
const CHECK_OF_VALUES: Readonly<Record<CallColumns[GivenMember]['values'], check.MemberCheck>> = {
  callId: check.callId,
  callType: check.callType,
  callKind: check.callKind,
  name: check.name,
  text: check.text,
  number: check.number,
  count: check.wholeNumber,
  ms: check.milliseconds,
  usd: check.cost,
  time: check.time,
  bag: check.bag,
  toolCalls: check.toolCalls,
  counts: check.counts,
  tags: check.tags,
};

/** The check of each member that an event may give. */
export const CHECKS = Object.fromEntries(
  CALL_MEMBERS.filter(isGiven).map((member) => [member, CHECK_OF_VALUES[CALL_COLUMNS[member].values]]),
) as Readonly<Record<GivenMember, check.MemberCheck>>;

function isGiven(member: keyof CallColumns): member is GivenMember {
  return CALL_COLUMNS[member].own !== true;
}
