/**
 * A map that forgets its oldest entries: it knows the newest half of `maxEntries` at least, and `maxEntries` at most. It has two generations, of
 * which the older one goes as a whole, as the first key of a `Map` that many were deleted from takes long to find.
 */
export class BoundedMap<Key, Value> {
  #newer = new Map<Key, Value>();
  #older = new Map<Key, Value>();

  constructor(private readonly maxEntries: number) {}

  get size(): number {
    return this.#newer.size + this.#older.size;
  }

  /** What both know, the newer one knows better. */
  get(key: Key): Value | undefined {
    return this.#newer.get(key) ?? this.#older.get(key);
  }

  set(key: Key, value: Value): void {
    this.#newer.set(key, value);
    if (this.#newer.size < this.maxEntries / 2) return;
    this.#older = this.#newer;
    this.#newer = new Map();
  }

  /** @returns whether it knew the key. */
  delete(key: Key): boolean {
    const isOlder = this.#older.delete(key);
    return this.#newer.delete(key) || isOlder;
  }
}
