/** Levels of nesting kept; deeper values become a mark. */
const MAX_DEPTH = 32;

/**
 * A copy of a value as JSON can hold it, that later changes of the value do not reach. Cycles, functions, values nested
 * too deep and getters that throw become marks such as `[Circular]`; a BigInt becomes its digits; Maps, Sets, Dates and
 * bytes become what a reader would expect. Never throws, never calls `toJSON` of anything but a Date or URL.
 */
export function jsonSnapshot(value: unknown): unknown {
  return snapshot(value, new Set());
}

/** As {@link jsonSnapshot}, for a text that is wanted. */
export function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(jsonSnapshot(value)) ?? String(value));
}

function snapshot(value: unknown, above: Set<object>): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return value.toString();
    case 'undefined':
      return undefined;
    case 'symbol':
      return value.toString();
    case 'function':
      return '[Function]';
    default:
      return value === null ? null : snapshotOfObject(value as object, above);
  }
}

function snapshotOfObject(value: object, above: Set<object>): unknown {
  if (above.has(value)) return '[Circular]';
  if (above.size >= MAX_DEPTH) return '[Too deep]';
  above.add(value);
  try {
    return copied(value, above);
  } catch {
    return '[Unreadable]';
  } finally {
    above.delete(value);
  }
}

function copied(value: object, above: Set<object>): unknown {
  if (Array.isArray(value)) return value.map((item) => snapshot(item, above) ?? null);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL || value instanceof RegExp) return value.toString();
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) return snapshot(Object.fromEntries(value as Map<string, unknown>), above);
  if (value instanceof Set) return snapshot([...value], above);
  const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value)) copy[key] = readMember(value, key, above);
  return copy;
}

function readMember(value: object, key: string, above: Set<object>): unknown {
  try {
    return snapshot((value as Record<string, unknown>)[key], above);
  } catch {
    return '[Unreadable]';
  }
}
