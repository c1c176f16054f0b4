import { CALL_COLUMNS, CALL_MEMBERS, type CallMember } from './call-columns.js';
import type { LlmCallKind } from './call-kind.js';
import type { LlmCallRecord } from './call-record.js';

/** What every call has, as the list of members says; its other members may be null. Written out, as it is part of a public type. */
export type Always = 'id' | 'callType' | 'kind' | 'status' | 'startedAt' | 'metadata' | 'tags';

export const ALWAYS_STORED: readonly CallMember[] = CALL_MEMBERS.filter((member) => CALL_COLUMNS[member].always);

type Member = keyof LlmCallRecord;

type Stored<M extends Member> = M extends 'kind'
  ? LlmCallKind
  : M extends 'startedAt' | 'completedAt'
    ? Date
    : NonNullable<LlmCallRecord[M]>;

/** A call as it is stored. What it did not say is null. */
export type StoredCall = { [M in Member]-?: M extends Always ? Stored<M> : Stored<M> | null } & {
  /** When the row was first written. */
  createdAt: Date;
};
