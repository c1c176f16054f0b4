import { isObject, list, type Json } from '../reading/json-reading.js';

/** Numbers in a list from which on it is a vector, which no row wants. */
const VECTOR = 64;
const MAX_DEPTH = 16;
const MAX_ITEMS = 4_096;

/** The value of an OTLP `AnyValue` as plain JSON. Vectors and bytes are described; what is deeper or longer than any real one is left out. */
export function plainValue(value: unknown, depth = 0): unknown {
  if (!isObject(value) || depth > MAX_DEPTH) return undefined;
  if (value['stringValue'] !== undefined) return value['stringValue'];
  if (value['boolValue'] !== undefined) return value['boolValue'];
  if (value['intValue'] !== undefined) return numberOf(value['intValue']);
  if (value['doubleValue'] !== undefined) return numberOf(value['doubleValue']);
  if (isObject(value['arrayValue'])) return plainList(list(value['arrayValue']['values']), depth);
  if (isObject(value['kvlistValue'])) return plainObject(list(value['kvlistValue']['values']), depth);
  return typeof value['bytesValue'] === 'string' ? '[bytes]' : undefined;
}

function plainList(values: unknown[], depth: number): unknown {
  if (values.length >= VECTOR && values.every(isNumber)) return `[vector of ${values.length} numbers]`;
  return values.slice(0, MAX_ITEMS).map((each) => plainValue(each, depth + 1) ?? null);
}

function plainObject(entries: unknown[], depth: number): Json {
  const plain: [string, unknown][] = [];
  for (const entry of entries.slice(0, MAX_ITEMS)) {
    if (isObject(entry) && typeof entry['key'] === 'string')
      plain.push([entry['key'], plainValue(entry['value'], depth + 1) ?? null]);
  }
  return Object.fromEntries(plain) as Json;
}

function isNumber(value: unknown): boolean {
  return isObject(value) && (value['doubleValue'] !== undefined || value['intValue'] !== undefined);
}

/** JSON writes 64-bit integers as texts. */
function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
