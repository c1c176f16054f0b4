/** What a call is: its members, names and ids. */
export { type CallColumn, type CallFilter, KNOWN_VALUES, MAX_INTEGER, type ValueKind } from './call-column.js';
export {
  CALL_COLUMNS,
  CALL_MEMBERS,
  type CallColumns,
  type CallMember,
  type GivenMember,
  type MemberThat,
} from './call-columns.js';
export type { LlmContext } from './call-context.js';
export {
  COSTS_FILTERS,
  filterOf,
  type FilterThat,
  LIST_FILTERS,
  MEMBER_OF_FILTER,
  type MemberFilter,
  STATISTICS_FILTERS,
} from './call-filters.js';
export { callIdBound, callIdTime, isCallId, newCallId } from './call-id.js';
export { type CallKindName, isCallKind, LlmCallKind } from './call-kind.js';
export { mergeIntoCallRecord } from './call-merge.js';
export type { LlmCallRecord, LlmToolCall } from './call-record.js';
export { LlmCallStatus } from './call-status.js';
export { isCallType, LlmCallType } from './call-type.js';
export { LLM_CALL_VIAS, type LlmCallVia } from './call-via.js';
export { ANSWERED, ASKED, USED } from './exchange-members.js';
export { PAYLOAD_MEMBERS, PERSONAL_MEMBERS, REPORTED, TEXT_MEMBERS } from './members-by-content.js';
export { ALWAYS_STORED, type StoredCall } from './stored-call.js';
export type { LlmTokenUsage } from './token-usage.js';
export type { LlmUsageDetails } from './usage-details.js';
