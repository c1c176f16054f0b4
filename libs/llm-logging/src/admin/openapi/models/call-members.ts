import { CALL_COLUMNS, CALL_MEMBERS, type CallMember, KNOWN_VALUES, type ValueKind } from 'llm-exchange/call';
import { count, date, json, listOf, mapOf, ms, nullable, number, type Schema, text, usd, uuid } from '../schema.js';

/** By what the values of a member are. */
const SCHEMA_OF_VALUES: Readonly<Record<ValueKind, Schema>> = {
  callId: uuid,
  callType: text,
  callKind: text,
  status: text,
  via: text,
  name: text,
  text,
  number,
  count,
  ms: { ...ms, minimum: 0 },
  usd,
  time: date,
  bag: json,
  toolCalls: json,
  counts: mapOf(number),
  tags: listOf(text),
};

/** The schema of each member of a call, as the list of members has it. */
export const MEMBER_SCHEMAS = Object.fromEntries(CALL_MEMBERS.map((member) => [member, schemaOf(member)])) as Record<
  CallMember,
  Schema
>;

function schemaOf(member: CallMember): Schema {
  const { values, always, example, description } = CALL_COLUMNS[member];
  const schema = always === true ? SCHEMA_OF_VALUES[values] : nullable(SCHEMA_OF_VALUES[values]);
  const known = KNOWN_VALUES[values];
  return {
    ...schema,
    ...(known && { enum: always === true ? [...known] : [...known, null] }),
    ...(example && { example }),
    ...(description && { description }),
  };
}
