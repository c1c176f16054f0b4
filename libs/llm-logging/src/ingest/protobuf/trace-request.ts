import { fieldsOf, WireError } from './wire-reader.js';

type Json = Record<string, unknown>;
type Read = (bytes: Buffer, integer: bigint, depth: number) => unknown;

/** A field of a message: its name in the JSON form, how it is read, and whether there may be many. */
interface Field {
  readonly name: string;
  readonly read: Read;
  readonly isList?: boolean;
}

type Message = Readonly<Record<number, Field>>;

/** Values in values in values. */
const MAX_DEPTH = 32;

const text: Read = (bytes) => bytes.toString('utf8');
const hex: Read = (bytes) => bytes.toString('hex');
const base64: Read = (bytes) => bytes.toString('base64');
const time: Read = (_, integer) => integer.toString();
const int: Read = (_, integer) => Number(integer);
const long: Read = (_, integer) => BigInt.asIntN(64, integer).toString();
const bool: Read = (_, integer) => integer !== 0n;
const double: Read = (bytes) => (bytes.length === 8 ? bytes.readDoubleLE() : undefined);
const message =
  (fields: () => Message): Read =>
  (bytes, _, depth) =>
    read(bytes, fields(), depth + 1);

const VALUES: Message = { 1: { name: 'values', read: message(() => ANY_VALUE), isList: true } };
const ATTRIBUTES: Message = { 1: { name: 'values', read: message(() => KEY_VALUE), isList: true } };
const ANY_VALUE: Message = {
  1: { name: 'stringValue', read: text },
  2: { name: 'boolValue', read: bool },
  3: { name: 'intValue', read: long },
  4: { name: 'doubleValue', read: double },
  5: { name: 'arrayValue', read: message(() => VALUES) },
  6: { name: 'kvlistValue', read: message(() => ATTRIBUTES) },
  7: { name: 'bytesValue', read: base64 },
};
const KEY_VALUE: Message = {
  1: { name: 'key', read: text },
  2: { name: 'value', read: message(() => ANY_VALUE) },
};
const attributes: Omit<Field, 'name'> = { read: message(() => KEY_VALUE), isList: true };
const EVENT: Message = {
  1: { name: 'timeUnixNano', read: time },
  2: { name: 'name', read: text },
  3: { name: 'attributes', ...attributes },
};
const STATUS: Message = { 2: { name: 'message', read: text }, 3: { name: 'code', read: int } };
const SPAN: Message = {
  1: { name: 'traceId', read: hex },
  2: { name: 'spanId', read: hex },
  4: { name: 'parentSpanId', read: hex },
  5: { name: 'name', read: text },
  6: { name: 'kind', read: int },
  7: { name: 'startTimeUnixNano', read: time },
  8: { name: 'endTimeUnixNano', read: time },
  9: { name: 'attributes', ...attributes },
  11: { name: 'events', read: message(() => EVENT), isList: true },
  15: { name: 'status', read: message(() => STATUS) },
};
const SCOPE: Message = {
  1: { name: 'name', read: text },
  2: { name: 'version', read: text },
  3: { name: 'attributes', ...attributes },
};
const SCOPE_SPANS: Message = {
  1: { name: 'scope', read: message(() => SCOPE) },
  2: { name: 'spans', read: message(() => SPAN), isList: true },
};
const RESOURCE: Message = { 1: { name: 'attributes', ...attributes } };
const RESOURCE_SPANS: Message = {
  1: { name: 'resource', read: message(() => RESOURCE) },
  2: { name: 'scopeSpans', read: message(() => SCOPE_SPANS), isList: true },
};
const REQUEST: Message = { 1: { name: 'resourceSpans', read: message(() => RESOURCE_SPANS), isList: true } };

/**
 * An `ExportTraceServiceRequest` as OTLP/JSON writes it.
 * @throws WireError where it is none
 */
export function readTraceRequest(bytes: Buffer): { resourceSpans: unknown[] } {
  return { resourceSpans: [], ...read(bytes, REQUEST, 0) };
}

/** Reads what it knows the fields of; others are passed over, as later versions of the protocol have more. */
function read(bytes: Buffer, fields: Message, depth: number): Json {
  if (depth > MAX_DEPTH) throw new WireError(`values are nested deeper than ${MAX_DEPTH}`);
  const said: Json = {};
  for (const { number, bytes: value, integer } of fieldsOf(bytes)) {
    const field = fields[number];
    if (field === undefined) continue;
    const read = field.read(value, integer, depth);
    if (field.isList === true) ((said[field.name] ??= []) as unknown[]).push(read);
    else said[field.name] = read;
  }
  return said;
}
