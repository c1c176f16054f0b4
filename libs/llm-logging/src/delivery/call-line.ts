import { CALL_COLUMNS, type CallMember } from '../call/call-columns.js';
import { mergeIntoCallRecord } from '../call/call-merge.js';
import type { LlmCallRecord } from '../call/call-record.js';
import { LlmCallStatus } from '../call/call-status.js';
import { LlmCallType } from '../call/call-type.js';
import { repairJson } from '../privacy/repair-text.js';

/** The wire format of a record: what stands in the journal and goes to the database. */
export function lineOf(record: LlmCallRecord): string {
  return repairJson(JSON.stringify(record));
}

export function recordOf(line: string): LlmCallRecord {
  return JSON.parse(line) as LlmCallRecord;
}

/** A record and its line. */
export interface WrittenRecord {
  readonly record: LlmCallRecord;
  readonly line: string;
}

/**
 * One line that says what two accounts of a call say. A start and its outcome are put together as text: of a member that is named
 * twice the last one counts for a JSON reader, as it does by the rules of {@link CALL_COLUMNS}.
 */
export function joinedLine(older: WrittenRecord, newer: WrittenRecord): string {
  if (canAppend(older.record, newer.record)) return `${older.line.slice(0, -1)},${newer.line.slice(1)}`;
  const merged = recordOf(older.line);
  mergeIntoCallRecord(merged, recordOf(newer.line));
  return JSON.stringify(merged);
}

function canAppend(older: LlmCallRecord, newer: LlmCallRecord): boolean {
  if (older.status !== LlmCallStatus.PENDING || newer.status === LlmCallStatus.PENDING) return false;
  if (newer.latencyMs === undefined) return false;
  return (
    (Object.keys(newer) as CallMember[]).every(
      (member) => newer[member] === undefined || older[member] === undefined || lastCounts(member, newer),
    ) && !hasOutcome(older)
  );
}

/** Of a call that is pending: the outcome that is told now replaces all of it. */
function hasOutcome(pending: LlmCallRecord): boolean {
  return (Object.keys(pending) as CallMember[]).some(
    (member) => member !== 'status' && pending[member] !== undefined && CALL_COLUMNS[member].merge === 'outcome',
  );
}

function lastCounts(member: CallMember, newer: LlmCallRecord): boolean {
  const { merge } = CALL_COLUMNS[member];
  if (merge === 'kind') return newer.callType !== LlmCallType.OTHER;
  return merge === 'key' || merge === 'answered' || merge === 'outcome';
}

/** The record with its numbers and without its texts, which its metadata say. */
export function withoutTexts(record: LlmCallRecord, reason: string): LlmCallRecord {
  const { prompt: _p, systemPrompt: _s, requestParameters: _r, response: _a, toolCalls: _t, ...numbers } = record;
  return { ...numbers, metadata: { droppedTexts: reason } };
}

export function hasTexts({ prompt, systemPrompt, requestParameters, response, toolCalls }: LlmCallRecord): boolean {
  return [prompt, systemPrompt, requestParameters, response, toolCalls].some((text) => text !== undefined);
}
