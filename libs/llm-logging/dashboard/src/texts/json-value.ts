export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Longer ones are shown as the text they are. */
const MAX_PARSED = 4 * 1024 * 1024;

/** The object or list that a text is the JSON of, if it is one. */
export function parsedJson(text: string): JsonObject | unknown[] | undefined {
  if (text.length > MAX_PARSED || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as JsonObject | unknown[];
  } catch {
    return undefined;
  }
}
