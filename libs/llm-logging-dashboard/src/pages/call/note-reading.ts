import { isObject, type Json } from 'llm-exchange/reading';

/** One thing that the log did to what was recorded. */
export interface StoredNote {
  readonly kind: 'redacted' | 'truncated' | 'invalid' | 'estimated' | 'retried';
  /** Rule or member. */
  readonly name: string;
  readonly detail: string;
}

/** What the metadata of a call say of the log's own doings. */
export function storedNotes(metadata: Json | null): StoredNote[] {
  if (metadata === null) return [];
  return [
    ...entries(metadata['redacted'], metadata['redactedInOutcome']).map(([name, times]) => redacted(name, times)),
    ...entries(metadata['truncated'], metadata['truncatedInOutcome']).map(([name, digest]) => truncated(name, digest)),
    ...invalid(metadata['invalid']),
    ...(metadata['tokensEstimated'] === true ? [estimated()] : []),
    ...retries(metadata['retries']),
  ];
}

function entries(...bags: unknown[]): [name: string, value: unknown][] {
  return bags.filter(isObject).flatMap((bag) => Object.entries(bag));
}

function redacted(name: string, times: unknown): StoredNote {
  return { kind: 'redacted', name, detail: `taken out ${times === 1 ? 'once' : `${String(times)} times`}` };
}

function truncated(name: string, digest: unknown): StoredNote {
  const bytes = isObject(digest) && typeof digest['bytes'] === 'number' ? digest['bytes'] : null;
  return { kind: 'truncated', name, detail: bytes === null ? 'was cut' : `cut, of ${sizeOf(bytes)}` };
}

function sizeOf(bytes: number): string {
  if (bytes < 1_024) return `${bytes} bytes`;
  const isSmall = bytes < 1_048_576;
  return `${Number((bytes / (isSmall ? 1_024 : 1_048_576)).toPrecision(3))} ${isSmall ? 'KiB' : 'MiB'}`;
}

function invalid(list: unknown): StoredNote[] {
  if (!Array.isArray(list)) return [];
  return list.map((said) => ({ kind: 'invalid', name: 'left out', detail: String(said) }));
}

function estimated(): StoredNote {
  return { kind: 'estimated', name: 'tokens', detail: 'counted here, as the provider did not report them' };
}

function retries(list: unknown): StoredNote[] {
  if (!Array.isArray(list) || list.length === 0) return [];
  return [{ kind: 'retried', name: `${list.length} earlier`, detail: 'attempts failed: see the metadata' }];
}
