import { isPromise } from '../platform/own-kinds.js';
import { namesOf } from './names-of.js';

/** Levels of nesting kept; deeper values become a mark. */
const MAX_DEPTH = 32;
/** Values kept of one whole; the rest is counted in marks. */
const MAX_VALUES = 10_000;
/** Characters kept of one whole, about. */
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** Names of headers, in lists of them, are not longer. */
const MAX_NAME = 64;
/** Members of one object that are a name and its value. */
const NAME_NAMES = /^(?:name|key|header|field)$/i;
const VALUE_NAMES = /^(?:value|val)$/i;

/** What happens to texts on their way into the copy. */
interface SnapshotCleaning {
  text(text: string): string;
  /** The same for names that are too short to hold a secret. */
  name(name: string): string;
  /** What replaces the value of a member called so, if it is a secret. */
  secret(name: string, value: unknown): string | undefined;
  /** The same for a text that follows one in a list, as values follow names in lists of headers. */
  behind(name: string, value: string): string | undefined;
  /** A value was replaced. */
  found(): void;
}

const AS_IT_IS: SnapshotCleaning = {
  text: (text) => text,
  name: (name) => name,
  secret: () => undefined,
  behind: () => undefined,
  found: () => undefined,
};

/**
 * A copy of a value as JSON can hold it, that later changes of the value do not reach. Cycles, functions, values nested
 * too deep, of too many, getters and what cannot be read become marks such as `[Circular]`; a BigInt becomes its digits; Maps, Sets, Dates
 * and bytes become what a reader would expect. Never throws, never calls `toJSON` of anything but a Date or URL.
 */
export function jsonSnapshot(value: unknown, cleaning = AS_IT_IS): unknown {
  return new Snapshot(cleaning).of(value);
}

/** As {@link jsonSnapshot}, for a text that is wanted. */
export function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(jsonSnapshot(value)) ?? String(value));
}

class Snapshot {
  readonly #above = new Set<object>();
  #values = MAX_VALUES;
  #characters = MAX_CHARACTERS;

  constructor(private readonly cleaning: SnapshotCleaning) {}

  of(value: unknown): unknown {
    this.#values -= 1;
    switch (typeof value) {
      case 'string':
        return this.#text(value);
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
        return value === null ? null : this.#object(value as object);
    }
  }

  #text(text: string): string {
    const clean = this.cleaning.text(text);
    this.#characters -= clean.length;
    return this.#characters < 0 ? `[${text.length} characters]` : clean;
  }

  #object(value: object): unknown {
    if (this.#above.has(value)) return '[Circular]';
    if (this.#above.size >= MAX_DEPTH) return '[Too deep]';
    this.#above.add(value);
    try {
      return this.#copied(value);
    } catch {
      return '[Unreadable]';
    } finally {
      this.#above.delete(value);
    }
  }

  #copied(value: object): unknown {
    if (Array.isArray(value)) return this.#list(value, value.length);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (value instanceof URL || value instanceof RegExp) return this.#text(value.toString());
    if (value instanceof Error) return { name: this.#text(value.name), message: this.#text(value.message) };
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (value instanceof Map) return this.#members(value.keys(), value.size, (key) => value.get(key) as unknown);
    if (value instanceof Set) return this.#list(value, value.size);
    if (isPromise(value)) return '[Promise]';
    const keys = namesOf(value);
    return this.#members(keys, keys.length, (key) => ownValue(value, key as string));
  }

  #list(items: Iterable<unknown>, count: number): unknown[] {
    const copy: unknown[] = [];
    let before: unknown;
    for (const item of items) {
      if (this.#values <= 0) return [...copy, moreThan(count - copy.length)];
      copy.push(this.#behind(before, item) ?? this.of(item) ?? null);
      before = item;
    }
    return copy;
  }

  #behind(before: unknown, item: unknown): string | undefined {
    if (typeof before !== 'string' || typeof item !== 'string' || before.length > MAX_NAME) return undefined;
    return this.#found(this.cleaning.behind(before, item));
  }

  #found(mark: string | undefined): string | undefined {
    if (mark === undefined) return undefined;
    this.#values -= 1;
    this.cleaning.found();
    return mark;
  }

  #members(keys: Iterable<unknown>, count: number, read: (key: unknown) => unknown): object {
    const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    let copied = 0;
    let named: unknown;
    for (const key of keys) {
      if (this.#values <= 0) {
        copy['…'] = moreThan(count - copied);
        return copy;
      }
      const name = String(key);
      const clean = name.length < 12 ? this.cleaning.name(name) : this.#text(name);
      copy[clean] = this.#member(VALUE_NAMES.test(name) && typeof named === 'string' ? named : name, () => read(key));
      if (NAME_NAMES.test(name)) named = copy[clean];
      copied += 1;
    }
    return copy;
  }

  #member(name: string, read: () => unknown): unknown {
    try {
      const value = read();
      return this.#found(this.cleaning.secret(name, value)) ?? this.of(value);
    } catch {
      return '[Unreadable]';
    }
  }
}

/** A getter of the application's may load from a database: it is not called. */
function ownValue(value: object, name: string): unknown {
  const own = Reflect.getOwnPropertyDescriptor(value, name);
  if (own?.get !== undefined) return '[Getter]';
  return own?.enumerable === true ? own.value : undefined;
}

function moreThan(count: number): string {
  return `[${count} more]`;
}
