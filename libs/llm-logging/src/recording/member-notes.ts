import type { LlmCallRecord } from 'llm-exchange/call';

type Metadata = LlmCallRecord['metadata'];
type Bag = Readonly<Record<string, unknown>>;

/** What the log says of the members that it did not take as they were given. */
export interface MemberNotes {
  /** What was left out, with the reason. */
  readonly invalid: readonly string[];
  /** What was taken out, by rule. */
  readonly redacted: Readonly<Record<string, number>> | undefined;
  /** What was cut, by member. */
  readonly truncated: Bag | undefined;
  /** How many characters were replaced, by member. */
  readonly repaired: Readonly<Record<string, number>> | undefined;
}

/**
 * Adds notes to the metadata of an event. As the metadata of later events replaces that of earlier ones member by member,
 * an outcome repeats what was noted at its call's start, `earlier`.
 */
export function withNotes(metadata: Metadata, notes: MemberNotes, earlier: Metadata): Metadata {
  // Of most calls there is nothing to say.
  if (metadata === undefined && hasNone(notes)) return undefined;
  const invalid = joinedList(notes.invalid, earlier?.['invalid'], metadata?.['invalid']);
  const redacted = joinedCounts(notes.redacted, earlier?.['redacted'], metadata?.['redacted']);
  const truncated = joinedBags(notes.truncated, earlier?.['truncated'], metadata?.['truncated']);
  const repaired = joinedCounts(notes.repaired, earlier?.['repaired'], metadata?.['repaired']);
  if ([invalid, redacted, truncated, repaired].every((note) => note === undefined)) return metadata;
  return {
    ...metadata,
    ...(invalid && { invalid }),
    ...(redacted && { redacted }),
    ...(truncated && { truncated }),
    ...(repaired && { repaired }),
  };
}

/** The notes of an outcome whose call's start is not known here: counts of its own, beside those of the start. */
export function withLateNotes(metadata: Metadata, notes: MemberNotes): Metadata {
  const { invalid, redacted, truncated, repaired } = notes;
  if (hasNone(notes)) return metadata;
  return {
    ...metadata,
    ...(invalid.length > 0 && { invalid }),
    ...(redacted && { redactedInOutcome: redacted }),
    ...(truncated && { truncatedInOutcome: truncated }),
    ...(repaired && { repairedInOutcome: repaired }),
  };
}

function hasNone({ invalid, redacted, truncated, repaired }: MemberNotes): boolean {
  return invalid.length === 0 && redacted === undefined && truncated === undefined && repaired === undefined;
}

/** `filled` is what an exchange noted that filled in the rest: of the same texts as a rule, so the higher count is right. */
function joinedCounts(own: MemberNotes['redacted'], earlier: unknown, filled: unknown): Bag | undefined {
  const [before, other] = [countsIn(earlier), countsIn(filled)];
  if (own === undefined && other.length === 0) return undefined;
  const counts: Record<string, number> = { ...own };
  for (const [rule, count] of before) counts[rule] = (counts[rule] ?? 0) + count;
  for (const [rule, count] of other) counts[rule] = Math.max(counts[rule] ?? 0, count);
  return counts;
}

function countsIn(value: unknown): [string, number][] {
  return Object.entries(bagIn(value)).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
}

function joinedBags(own: Bag | undefined, earlier: unknown, filled: unknown): Bag | undefined {
  if (own === undefined && Object.keys(bagIn(filled)).length === 0) return undefined;
  return { ...bagIn(filled), ...bagIn(earlier), ...own };
}

function joinedList(own: readonly string[], earlier: unknown, filled: unknown): unknown[] | undefined {
  const others = listIn(filled);
  if (own.length === 0 && others.length === 0) return undefined;
  return [...new Set([...listIn(earlier), ...others, ...own])];
}

function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function bagIn(value: unknown): Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : {};
}
