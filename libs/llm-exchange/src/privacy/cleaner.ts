import { jsonSnapshot } from './json-snapshot.js';
import { Tally } from './redaction-rule.js';
import type { Redactor } from './redactor.js';
import { repairText, wholeCharacters } from './repair-text.js';
import { digestOf, isLonger, joinEnds, truncateText, type TextDigest } from './truncate-text.js';

/** Characters around a cut that rules see and nobody keeps: what lies on the cut is known whole, if it is no longer. */
const MARGIN = 8_192;

export interface CleaningLimits {
  readonly maxPayloadBytes: number;
  readonly redactor: Redactor;
}

/** Makes the texts of one event of a call fit to be stored, and counts what that removed. */
export class Cleaner {
  readonly tally = new Tally();
  /** What was cut, by member. */
  truncated: Record<string, TextDigest> | undefined;

  /** How many characters were replaced that PostgreSQL cannot store, by member. */
  repaired: Record<string, number> | undefined;

  constructor(readonly limits: CleaningLimits) {}

  /** A text; other values as their JSON. */
  text(value: unknown, member: string, maxBytes = this.limits.maxPayloadBytes): string {
    if (typeof value !== 'string') return this.cut(this.json(value, member), member, maxBytes);
    return isLonger(value, maxBytes) ? this.#ends(value, member, maxBytes) : this.#redact(this.repair(value, member));
  }

  /** Replaces what PostgreSQL cannot store: NULs and lone surrogates. */
  repair(text: string, member: string): string {
    return repairText(text, (count) => {
      this.repaired = { ...this.repaired, [member]: (this.repaired?.[member] ?? 0) + count };
    });
  }

  /** A copy of any value as JSON can hold it, without secrets. */
  json(value: unknown, member: string): unknown {
    const { redactor, maxPayloadBytes } = this.limits;
    return jsonSnapshot(value, {
      text: (text) => this.text(text, member, maxPayloadBytes),
      name: (name) => this.repair(name, member),
      secret: (name, value) => redactor.markFor(name, value),
      behind: (name, value) => redactor.markBehind(name, value),
      found: () => this.tally.add('named-secret'),
    });
  }

  /** As {@link json}, cut where it is too long: then its JSON is a text, under `truncated`. */
  bag(value: object, member: string): unknown {
    const copy = this.json(value, member);
    const json = JSON.stringify(copy);
    const { maxPayloadBytes } = this.limits;
    return isLonger(json, maxPayloadBytes) ? { truncated: this.cut(json, member, maxPayloadBytes) } : copy;
  }

  /** What is clean already, as a text that is not too long. */
  cut(value: unknown, member: string, maxBytes: number): string {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
    if (isLonger(text, maxBytes)) this.#note(text, member);
    return truncateText(text, maxBytes);
  }

  /** Of the texts of one member the longest is noted. */
  #note(whole: string, member: string): number {
    const digest = digestOf(whole);
    if (digest.bytes > (this.truncated?.[member]?.bytes ?? 0)) this.truncated = { ...this.truncated, [member]: digest };
    return digest.bytes;
  }

  /** Only what may be kept is read, and the margin: a secret that lies on the cut does not stay in part. */
  #ends(text: string, member: string, maxBytes: number): string {
    const bytes = this.#note(text, member);
    const read = Math.ceil(maxBytes / 2) + MARGIN;
    if (text.length <= 2 * read) return truncateText(this.#redact(this.repair(text, member)), maxBytes);
    const [first, last] = [wholeCharacters(text, read), wholeCharacters(text, text.length - read)];
    const head = this.#redact(this.repair(text.slice(0, first), member)).slice(0, -MARGIN);
    const tail = this.#redact(this.repair(text.slice(last), member)).slice(MARGIN);
    return joinEnds(head, tail, { maxBytes, bytes });
  }

  #redact(text: string): string {
    return this.limits.redactor.redact(text, this.tally);
  }
}
