/** Conditions of a WHERE clause with their values bound. */
export class Conditions {
  readonly #clauses: string[] = [];

  /** @param values those bound already, to which these are added. */
  constructor(readonly values: unknown[] = []) {}

  /** @param clause SQL in which `?` stands for the value. */
  add(clause: string, value: unknown): this {
    this.values.push(value);
    this.#clauses.push(clause.replaceAll('?', `$${this.values.length}`));
    return this;
  }

  and(clause: string): this {
    this.#clauses.push(clause);
    return this;
  }

  toString(): string {
    return this.#clauses.length === 0 ? 'true' : this.#clauses.join(' AND ');
  }
}
