import { CALL_COLUMNS, type CallMember } from './call-columns.js';
import type { LlmCallRecord } from './call-record.js';
import { LlmCallStatus, takesOutcome } from './call-status.js';
import { LlmCallType } from './call-type.js';

const MEMBERS = Object.entries(CALL_COLUMNS) as [CallMember, (typeof CALL_COLUMNS)[CallMember]][];

/** Two accounts of one call as one, by the rules of {@link CALL_COLUMNS}. The upsert in `storage/` says the same in SQL. */
export function mergeCallRecords(older: LlmCallRecord, newer: LlmCallRecord): LlmCallRecord {
  const takes = takesOutcome(older.status, newer.status);
  const merged: Record<string, unknown> = {};
  for (const [member, { merge }] of MEMBERS) {
    const value = pick(member, merge, older, newer, takes);
    if (value !== undefined) merged[member] = value;
  }
  if (takes && newer.latencyMs === undefined) setLatency(merged);
  return merged as unknown as LlmCallRecord;
}

type MergeRule = (typeof CALL_COLUMNS)[CallMember]['merge'];

function pick(
  member: CallMember,
  rule: MergeRule,
  older: LlmCallRecord,
  newer: LlmCallRecord,
  takes: boolean,
): unknown {
  switch (rule) {
    case 'key':
      return older[member];
    case 'kind':
      return newer.callType === undefined || newer.callType === LlmCallType.OTHER.valueOf()
        ? (older.callType ?? newer.callType)
        : newer.callType;
    case 'told':
      return older[member] ?? newer[member];
    case 'answered':
      return takes ? (newer[member] ?? older[member]) : (older[member] ?? newer[member]);
    case 'outcome':
      return takes ? newer[member] : older[member];
    case 'bag':
      return member === 'tags' ? joinTags(older.tags, newer.tags) : joinMetadata(older.metadata, newer.metadata);
  }
}

function joinTags(older: string[] | undefined, newer: string[] | undefined): string[] | undefined {
  if (older === undefined || newer === undefined) return older ?? newer;
  return [...new Set([...older, ...newer])];
}

function joinMetadata(older: LlmCallRecord['metadata'], newer: LlmCallRecord['metadata']): LlmCallRecord['metadata'] {
  if (older === undefined || newer === undefined) return older ?? newer;
  return { ...older, ...newer };
}

function setLatency(merged: {
  startedAt?: string;
  completedAt?: string;
  latencyMs?: number;
  status?: LlmCallStatus;
}): void {
  if (merged.startedAt === undefined || merged.completedAt === undefined) return;
  merged.latencyMs = Math.max(Date.parse(merged.completedAt) - Date.parse(merged.startedAt), 0);
}
