import { MAX_INTEGER } from './call-column.js';
import { CALL_COLUMNS, CALL_MEMBERS, type CallMember } from './call-columns.js';
import type { LlmCallRecord } from './call-record.js';
import { takesOutcome } from './call-status.js';

type Members = Record<string, unknown>;

const OUTCOME_MEMBERS = CALL_MEMBERS.filter((member) => CALL_COLUMNS[member].merge === 'outcome');

/**
 * Adds to `older` what `newer` says, by the rules of {@link CALL_COLUMNS}. The upsert in `storage/` says the same in SQL.
 * Changes `older`, as it runs once for each call.
 */
export function mergeIntoCallRecord(older: LlmCallRecord, newer: LlmCallRecord): void {
  const takes = takesOutcome(older, newer);
  if (takes) clearOutcome(older);
  for (const member of Object.keys(newer) as CallMember[])
    mergeMember(older as unknown as Members, newer as unknown as Members, member, takes);
  if (takes && newer.latencyMs === undefined) setLatency(older);
}

function mergeMember(older: Members, newer: Members, member: CallMember, takes: boolean): void {
  const value = newer[member];
  if (value === undefined) return;
  switch (CALL_COLUMNS[member].merge) {
    case 'key':
      return;
    case 'kind':
      if (older[member] === undefined || value !== CALL_COLUMNS[member].usual) older[member] = value;
      return;
    case 'first':
      older[member] ??= value;
      return;
    case 'answered':
      if (takes || older[member] === undefined) older[member] = value;
      return;
    case 'outcome':
      if (takes) older[member] = value;
      return;
    case 'bag':
      older[member] =
        member === 'tags' ? joinTags(older[member], value) : { ...(older[member] as object), ...(value as object) };
  }
}

function joinTags(older: unknown, newer: unknown): unknown {
  return older === undefined ? newer : [...new Set([...(older as string[]), ...(newer as string[])])];
}

function clearOutcome(record: LlmCallRecord): void {
  // Undefined, not deleted: that would make the object a slow one.
  for (const member of OUTCOME_MEMBERS)
    if (record[member] !== undefined) (record as unknown as Members)[member] = undefined;
}

function setLatency(record: LlmCallRecord): void {
  if (record.startedAt === undefined || record.completedAt === undefined) return;
  record.latencyMs = Math.min(Math.max(Date.parse(record.completedAt) - Date.parse(record.startedAt), 0), MAX_INTEGER);
}
