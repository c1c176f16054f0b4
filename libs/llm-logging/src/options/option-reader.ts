/** Reads one object of options member by member, and collects what is wrong with them. */
export class OptionReader {
  readonly #options: Record<string, unknown>;

  /** @param known the members that there are; others are faults, as they are likely misspelt. */
  constructor(
    private readonly path: string,
    options: unknown,
    known: readonly string[],
    readonly faults: string[] = [],
  ) {
    const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
    if (!isObject && options !== undefined) this.fault(`${path}: must be an object`);
    this.#options = isObject ? (options as Record<string, unknown>) : {};
    for (const member of Object.keys(this.#options)) {
      if (!known.includes(member)) this.fault(`${this.#name(member)}: is no option; there are ${known.join(', ')}`);
    }
  }

  fault(message: string): void {
    this.faults.push(message);
  }

  raw(member: string): unknown {
    return this.#options[member];
  }

  part(member: string, known: readonly string[]): OptionReader {
    return new OptionReader(this.#name(member), this.#options[member], known, this.faults);
  }

  boolean(member: string, fallback: boolean): boolean {
    return this.#read(member, (value) => typeof value === 'boolean', 'must be true or false') ?? fallback;
  }

  text(member: string): string | undefined {
    return this.#read(member, (value) => typeof value === 'string' && value !== '', 'must be a text that is not empty');
  }

  function<T>(member: string): T | undefined {
    return this.#read(member, (value) => typeof value === 'function', 'must be a function');
  }

  wholeNumber(member: string, fallback: number, min: number, max: number): number {
    const problem = `must be a whole number from ${min} to ${max}`;
    return this.#read(member, (value) => Number.isInteger(value) && isWithin(value, min, max), problem) ?? fallback;
  }

  optionalNumber(member: string, min: number, max = Infinity): number | undefined {
    const problem = max === Infinity ? `must be a number from ${min}` : `must be a number from ${min} to ${max}`;
    return this.#read(member, (value) => isWithin(value, min, max), problem);
  }

  requiredNumber(member: string, min: number): void {
    if (this.#options[member] === undefined) this.fault(`${this.#name(member)}: is missing`);
    else this.optionalNumber(member, min);
  }

  #read<T>(member: string, isRight: (value: unknown) => boolean, problem: string): T | undefined {
    const value = this.#options[member];
    if (value === undefined) return undefined;
    if (isRight(value)) return value as T;
    this.fault(`${this.#name(member)}: ${problem}`);
    return undefined;
  }

  #name(member: string): string {
    return this.path === 'options' ? member : `${this.path}.${member}`;
  }
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max;
}
