import {
  ALWAYS_STORED,
  CALL_COLUMNS,
  type CallMember,
  LLM_CALL_VIAS,
  LlmCallKind,
  LlmCallStatus,
} from 'llm-exchange/call';
import { count, date, json, listOf, mapOf, ms, nullable, number, type Schema, text, usd, uuid } from '../schema.js';

/** By the type of the column. */
const SCHEMAS: Readonly<Record<string, Schema>> = {
  uuid,
  text,
  integer: count,
  'double precision': number,
  'numeric(20,12)': usd,
  timestamptz: date,
  jsonb: json,
  'text[]': listOf(text),
};

/** What the type of the column does not tell. */
const MORE: { readonly [M in CallMember]?: Schema } = {
  callType: { example: 'chat' },
  kind: { enum: Object.values(LlmCallKind) },
  status: { enum: Object.values(LlmCallStatus) },
  provider: { example: 'openai' },
  model: { example: 'gpt-4o-2024-08-06' },
  requestModel: { example: 'gpt-4o' },
  serviceTier: { example: 'flex' },
  usageDetails: nullable(mapOf(number)),
  latencyMs: nullable(ms),
  timeToFirstTokenMs: nullable(ms),
  name: { example: 'ChatService.reply' },
  origin: { example: 'POST /rag/ask' },
  via: { enum: [...LLM_CALL_VIAS, null] },
  environment: { example: 'production' },
};

/** The schema of each member of a call, as the list of members has it. */
export const MEMBER_SCHEMAS = Object.fromEntries(
  (Object.keys(CALL_COLUMNS) as CallMember[]).map((member) => [member, schemaOf(member)]),
) as Record<CallMember, Schema>;

function schemaOf(member: CallMember): Schema {
  const { type, description } = CALL_COLUMNS[member];
  const schema = SCHEMAS[type]!;
  const isAlways = ALWAYS_STORED.includes(member);
  return { ...(isAlways ? schema : nullable(schema)), ...MORE[member], ...(description && { description }) };
}
