type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/** Under this key a function that stands in says that its time is over, and in whose place it stood. Shared by all copies of the package. */
const LEFT = Symbol.for('nestjs-llm-logging.stand-in.left');

interface Leaving {
  [LEFT]?: () => PropertyDescriptor | undefined;
}

/**
 * A function in the place of a member of an object that is not ours. It is put back by {@link leave}; where somebody else stands in
 * front by then, it stays below and only passes on, and goes when the one in front leaves.
 */
export class ReplacedMember<Target extends object> {
  #original: PropertyDescriptor | undefined;
  #isInPlace = false;
  #standIn: (AnyFunction & Leaving) | undefined;

  constructor(
    private readonly target: Target,
    private readonly name: keyof Target & string,
    /** Makes the stand-in; `next` calls what stood there before. */
    private readonly makeStandIn: (next: AnyFunction) => AnyFunction,
  ) {}

  takePlace(): void {
    const { target, name } = this;
    const before: unknown = target[name];
    if (this.#isInPlace || typeof before !== 'function') return;
    const original = Object.getOwnPropertyDescriptor(target, name);
    if (original?.configurable === false) return;
    // What is inherited is looked up anew each time: somebody may replace it there.
    const inherited = (): AnyFunction => Reflect.get(Object.getPrototypeOf(target) as object, name) as AnyFunction;
    const next: AnyFunction =
      original === undefined
        ? function (...args) {
            return Reflect.apply(inherited(), this, args);
          }
        : (before as AnyFunction);
    const standIn = dressed(this.makeStandIn(next), before as AnyFunction);
    Object.defineProperty(target, name, {
      value: standIn,
      writable: true,
      configurable: true,
      enumerable: original?.enumerable ?? false,
    });
    this.#original = original;
    this.#standIn = standIn;
    this.#isInPlace = true;
  }

  leave(): void {
    if (!this.#isInPlace) return;
    const original = this.#original;
    if (Object.getOwnPropertyDescriptor(this.target, this.name)?.value === this.#standIn) this.#putBack(original);
    else this.#standIn![LEFT] = () => original;
    this.#isInPlace = false;
  }

  /** Those that have left below are skipped. */
  #putBack(original: PropertyDescriptor | undefined): void {
    let before = original;
    while (typeof before?.value === 'function' && (before.value as Leaving)[LEFT] !== undefined)
      before = (before.value as Leaving)[LEFT]!();
    if (before === undefined) delete this.target[this.name];
    else Object.defineProperty(this.target, this.name, before);
  }
}

/** Named, and with the members, as the one in whose place it stands. */
function dressed(standIn: AnyFunction, original: AnyFunction): AnyFunction & Leaving {
  const members = Object.getOwnPropertyDescriptors(original) as Record<string | symbol, PropertyDescriptor>;
  delete members['prototype'];
  delete members[LEFT];
  return Object.defineProperties(standIn, members);
}
