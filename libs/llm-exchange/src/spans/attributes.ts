import { isObject, list, type Json } from '../reading/json-reading.js';
import { plainValue } from './any-value.js';

const MAX_ATTRIBUTES = 4_096;
/** Parts of a name such as `llm.input_messages.0.message.content`. */
const MAX_PARTS = 12;
const INDEX = /^\d{1,4}$/;

/** The attributes of a span, an event or a resource. A value is made only when it is asked for: most never are. */
export class Attributes {
  readonly #values = new Map<string, unknown>();
  readonly #plain = new Map<string, unknown>();

  constructor(entries: unknown) {
    for (const entry of list(entries).slice(0, MAX_ATTRIBUTES)) {
      if (isObject(entry) && typeof entry['key'] === 'string') this.#values.set(entry['key'], entry['value']);
    }
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  hasAnyUnder(...prefixes: string[]): boolean {
    for (const name of this.#values.keys()) if (prefixes.some((prefix) => name.startsWith(prefix))) return true;
    return false;
  }

  get(name: string): unknown {
    if (!this.#values.has(name)) return undefined;
    if (!this.#plain.has(name)) this.#plain.set(name, plainValue(this.#values.get(name)));
    return this.#plain.get(name);
  }

  /** The first of these that is a text with something in it, or a number as text. */
  text(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const value = this.get(name);
      if (typeof value === 'string' && value.trim() !== '') return value;
      if (typeof value === 'number') return String(value);
    }
    return undefined;
  }

  /** The first that is a number from 0, also one that is written as a text. */
  number(...names: readonly string[]): number | undefined {
    for (const name of names) {
      const value = this.get(name);
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number;
    }
    return undefined;
  }

  /** The first that is there, parsed where it is the text of a JSON object or list. */
  json(...names: readonly string[]): unknown {
    for (const name of names) {
      const value = this.get(name);
      if (value !== undefined && value !== null && value !== '') return jsonIn(value);
    }
    return undefined;
  }

  /** Members under a prefix, by the rest of their names. */
  under(prefix: string): Json {
    const found: [string, unknown][] = [];
    for (const name of this.#values.keys()) {
      if (name.startsWith(prefix) && name.length > prefix.length)
        found.push([name.slice(prefix.length), this.get(name)]);
    }
    return Object.fromEntries(found) as Json;
  }

  /** The list that is spread over names such as `{prefix}0.message.role`. */
  listUnder(prefix: string): unknown[] {
    const root: Json = Object.create(null) as Json;
    for (const name of this.#values.keys()) {
      if (!name.startsWith(prefix)) continue;
      const parts = name.slice(prefix.length).split('.');
      if (parts.length <= MAX_PARTS) put(root, parts, this.get(name));
    }
    return list(asLists(root));
  }
}

function put(root: Json, parts: string[], value: unknown): void {
  let holder = root;
  for (const part of parts.slice(0, -1)) {
    if (!isObject(holder[part])) holder[part] = Object.create(null) as Json;
    holder = holder[part] as Json;
  }
  holder[parts.at(-1)!] ??= value;
}

/** Objects whose members are numbered become lists. */
function asLists(value: unknown): unknown {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, asLists(each)] as const);
  if (entries.length === 0 || !entries.every(([name]) => INDEX.test(name))) return Object.fromEntries(entries);
  return entries.sort(([one], [other]) => Number(one) - Number(other)).map(([, each]) => each);
}

/** What a text that begins like a JSON object or list says; every other value as it is. */
export function jsonIn(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
