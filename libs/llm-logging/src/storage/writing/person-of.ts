import { validate } from 'uuid';
import { recordOf, type CallLine } from './call-line.js';

/** Whose call a refused line is of, as far as it says so soundly. Empty where it does not. */
export function personOf(line: CallLine): { id: string; userId: string; companyId: string; tags: string[] } {
  const { userId, companyId, tags }: Record<string, unknown> = { ...quietly(() => recordOf(line)) };
  return {
    id: validate(line.id) ? line.id : '',
    userId: textOf(userId),
    companyId: textOf(companyId),
    tags: Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === 'string') : [],
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
