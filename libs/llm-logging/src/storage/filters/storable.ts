import { LlmQueryError } from '../../errors.js';

/** Levels of a value that is asked for: what walks through it, here and in PostgreSQL, has a stack that ends. */
const MAX_DEPTH = 64;

/** Why PostgreSQL could not compare anything with a value, as text or as JSON; undefined where it can. */
export function faultOfStorable(value: unknown): string | undefined {
  return faultAt(value, 0, new Set());
}

/** @throws LlmQueryError */
export function checkStorable(field: string, value: unknown): void {
  const fault = faultOfStorable(value);
  if (fault !== undefined) throw new LlmQueryError(field, fault);
}

function faultAt(value: unknown, depth: number, seen: Set<object>): string | undefined {
  if (typeof value === 'string') return faultOfText(value);
  if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
  if (depth === MAX_DEPTH) return `must not be nested deeper than ${MAX_DEPTH} levels`;
  seen.add(value);
  for (const [name, member] of Object.entries(value)) {
    const fault = faultOfText(name) ?? faultAt(member, depth + 1, seen);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfText(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain NUL, which PostgreSQL has in no text';
  return text.isWellFormed() ? undefined : 'must not contain half of a surrogate pair, which is no character';
}
