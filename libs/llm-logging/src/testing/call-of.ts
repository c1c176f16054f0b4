import {
  CALL_MEMBERS,
  callIdTime,
  type CallMember,
  LlmCallKind,
  type LlmCallRecord,
  LlmCallType,
} from 'llm-exchange/call';
import { LlmCall } from '../storage/rows/llm-call.entity.js';

const NOTHING = Object.fromEntries(CALL_MEMBERS.map((member) => [member, null])) as Record<CallMember, null>;

/** The call as a row of `llm_calls` would have it. */
export function callOf(record: LlmCallRecord): LlmCall {
  const { startedAt, completedAt, ...members } = record;
  const started = startedAt === undefined ? callIdTime(record.id) : new Date(startedAt);
  const completed = completedAt === undefined ? null : new Date(completedAt);
  const times = { startedAt: started, completedAt: completed, createdAt: started };
  const defaults = { callType: LlmCallType.OTHER, kind: LlmCallKind.CALL, metadata: {}, tags: [] };
  return Object.assign(new LlmCall(), { ...NOTHING, ...defaults, ...members, ...times } as LlmCall);
}
