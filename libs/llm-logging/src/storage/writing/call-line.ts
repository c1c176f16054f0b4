import {
  CALL_COLUMNS,
  type CallMember,
  type LlmCallRecord,
  LlmCallStatus,
  mergeIntoCallRecord,
  PAYLOAD_MEMBERS,
} from 'llm-exchange/call';
import { repairJson } from 'llm-exchange/privacy';

/** The wire format of a record: what stands in the journal and goes to the database. */
export function jsonOf(record: LlmCallRecord): string {
  return repairJson(JSON.stringify(record));
}

/** JSON where it lies in memory. */
export interface JsonBytes {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

export function jsonBytes(bytes: Buffer): JsonBytes {
  return { bytes, start: 0, end: bytes.length };
}

/** A call as it is handed to the database. */
export interface CallLine {
  readonly id: string;
  /**
   * The JSON of its record, or of several whose members follow each other in one: of a member that is named twice the last one counts
   * for a JSON reader, as it does by the rules of {@link CALL_COLUMNS}.
   */
  readonly parts: readonly JsonBytes[];
}

/** The line of one record. */
export function lineOf(record: LlmCallRecord): CallLine {
  return { id: record.id, parts: [jsonBytes(Buffer.from(jsonOf(record)))] };
}

export function recordOf({ parts }: Pick<CallLine, 'parts'>): LlmCallRecord {
  return JSON.parse(bytesOf([{ parts }]).toString()) as LlmCallRecord;
}

/**
 * The bytes of lines one behind the other, each as one JSON object, with commas between them.
 * @param allocate gives memory of so many bytes at least.
 */
export function bytesOf(
  lines: readonly Pick<CallLine, 'parts'>[],
  before = '',
  behind = '',
  allocate: (bytes: number) => Buffer = (bytes) => Buffer.allocUnsafe(bytes),
): Buffer {
  let size = before.length + behind.length;
  for (const { parts } of lines) for (const { start, end } of parts) size += end - start + 1;
  const bytes = allocate(size);
  let length = bytes.write(before);
  for (const { parts } of lines) {
    for (let n = 0; n < parts.length; n += 1) {
      const { bytes: part, start, end } = parts[n]!;
      // Where two parts meet, the brace that ends the one and the brace that begins the other become a comma.
      if (n > 0) bytes[length - 1] = COMMA;
      length += part.copy(bytes, length, n > 0 ? start + 1 : start, end);
    }
    bytes[length] = COMMA;
    length += 1;
  }
  if (lines.length > 0) length -= 1;
  return bytes.subarray(0, length + bytes.write(behind, length));
}

const COMMA = 0x2c;

/** The parts of a line that says what `older`, in the parts given, and a further event say. */
export function joinedParts(
  parts: readonly JsonBytes[],
  older: LlmCallRecord | undefined,
  newer: LlmCallRecord,
  part: JsonBytes,
): readonly JsonBytes[] {
  if (older !== undefined && canAppend(older, newer)) return parts.concat(part);
  const merged = recordOf({ parts });
  mergeIntoCallRecord(merged, recordOf({ parts: [part] }));
  return [jsonBytes(Buffer.from(jsonOf(merged)))];
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

/** Of a call that is pending: the outcome that is reported now replaces all of it. */
function hasOutcome(pending: LlmCallRecord): boolean {
  return (Object.keys(pending) as CallMember[]).some(
    (member) => member !== 'status' && pending[member] !== undefined && CALL_COLUMNS[member].merge === 'outcome',
  );
}

function lastCounts(member: CallMember, newer: LlmCallRecord): boolean {
  const { merge, usual } = CALL_COLUMNS[member];
  if (merge === 'kind') return newer[member] !== usual;
  return merge === 'key' || merge === 'answered' || merge === 'outcome';
}

/** The record with its numbers and without its texts, as its metadata say. */
export function emptiedRecord(record: LlmCallRecord, reason: string): LlmCallRecord {
  const numbers = { ...record, metadata: { droppedTexts: reason } };
  for (const member of PAYLOAD_MEMBERS) delete numbers[member];
  return numbers;
}

export function hasTexts(record: LlmCallRecord): boolean {
  return PAYLOAD_MEMBERS.some((member) => record[member] !== undefined);
}
