import type { LlmCallKind } from './call-kind.js';
import type { LlmCallRecord } from './call-record.js';

type Member = keyof LlmCallRecord;

/** What every call has; its other members may be null. */
type Always = 'id' | 'callType' | 'kind' | 'status' | 'startedAt' | 'metadata' | 'tags';

export const ALWAYS_STORED: readonly Member[] = [
  'id',
  'callType',
  'kind',
  'status',
  'startedAt',
  'metadata',
  'tags',
] satisfies Always[];

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
