import { describe, expect, it } from '@jest/globals';
import type { ValueKind } from './call-column.js';
import { CALL_COLUMNS, CALL_MEMBERS, type CallColumns, type CallMember, type MemberThat } from './call-columns.js';
import type { CallKindName } from './call-kind.js';
import type { LlmCallRecord, LlmToolCall } from './call-record.js';
import type { LlmCallStatus } from './call-status.js';
import type { LlmCallVia } from './call-via.js';
import type { Always } from './stored-call.js';
import type { LlmUsageDetails } from './usage-details.js';

interface TypeOf extends Record<ValueKind, unknown> {
  callId: string;
  callType: string;
  callKind: CallKindName;
  status: LlmCallStatus;
  via: LlmCallVia;
  name: string;
  text: string;
  number: number;
  count: number;
  ms: number;
  usd: number;
  time: string;
  bag: Record<string, unknown>;
  toolCalls: LlmToolCall[];
  counts: LlmUsageDetails;
  tags: string[];
}

type Listed = { [M in CallMember]: TypeOf[CallColumns[M]['values']] };
type Same<A, B> = [A, B] extends [B, A] ? true : false;

describe('the list of members', () => {
  it('has the members of a record, with values of the same types', () => {
    // Of another type this line does not compile.
    const same: Same<Listed, Required<LlmCallRecord>> = true;
    expect(same).toBe(true);
  });

  it('says which members a stored call always has', () => {
    const same: Same<MemberThat<{ readonly always: true }>, Always> = true;
    expect(same).toBe(true);
  });

  it('has columns of one shape, as they are read for each member of each call', () => {
    const shapes = new Set(CALL_MEMBERS.map((member) => Object.keys(CALL_COLUMNS[member]).join()));
    expect(shapes.size).toBe(1);
  });

  it('has no column twice', () => {
    expect(new Set(CALL_MEMBERS.map((member) => CALL_COLUMNS[member].column)).size).toBe(CALL_MEMBERS.length);
  });
});
